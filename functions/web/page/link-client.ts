import type { Problem } from "./words.ts";

/** What the door tells of a link to whoever has its token. */
export interface OpenLink {
  readonly id: string;
  readonly purpose: "create" | "rotate";
  readonly provider: string;
  readonly provider_name: string;
  readonly workspace_label: string | null;
  /** The name of the credential. */
  readonly name: string | null;
  /** ISO 8601. */
  readonly expires_at: string;
  readonly jwk: IntakeJwk;
  /** What the protected header of the seal must hold. */
  readonly seal: SealBinding;
  readonly return_url: string | null;
  /** Where the page may be embedded. */
  readonly allowed_origins: readonly string[];
}

/** The public key to seal with (RFC 7517). */
export interface IntakeJwk {
  readonly kty: "RSA";
  readonly n: string;
  readonly e: string;
  readonly kid: string;
}

export interface SealBinding {
  readonly workspace_id: string | null;
  readonly provider?: string;
  readonly credential_id?: string;
}

export interface Redeemed {
  readonly credential_id: string;
  readonly label: string;
  readonly provider: string;
  readonly return_url: string | null;
}

/** An answer of the door: its data, or the problem that it means. */
export type Answer<Data> = { readonly data: Data } | { readonly problem: Problem };

/** The part of the browser that the client needs. */
export interface Network {
  readonly fetch: typeof fetch;
  readonly wait: (milliseconds: number) => Promise<void>;
  readonly now: () => number;
}

/** How long one answer may take, and how long the link and an outcome still to come are asked for, in milliseconds. */
const PATIENCE = { answer: 15_000, opening: 5_000, outcome: 60_000 } as const;

const PROBLEMS: Readonly<Record<number, Problem>> = {
  404: "not_found",
  409: "used",
  429: "too_many",
  503: "busy",
};

/**
 * What an answer means that has no data. API Gateway answers 429 itself while all visitors together ask for too much, and says
 * no time: no key was refused then, not even looked at.
 */
function problemOf({ status, headers }: Response): Problem {
  if (status === 429 && !headers.has("retry-after")) return "busy";
  return PROBLEMS[status] ?? (status >= 500 ? "busy" : "refused");
}

/** Speaks with the door at the page's own path, `…/in/{id}`. Nothing that a caller sends is ever in a URL. */
export function linkClient(path: string, { fetch, wait, now }: Network) {
  async function post<Data>(
    url: string,
    body: object,
  ): Promise<{ answer: Answer<Data>; retryAfter: number }> {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        cache: "no-store",
        credentials: "omit",
        redirect: "error",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.timeout(PATIENCE.answer),
      });
      const retryAfter = Number(response.headers.get("retry-after")) || 1;
      if (response.ok) return { answer: (await response.json()) as { data: Data }, retryAfter };
      return { answer: { problem: problemOf(response) }, retryAfter };
    } catch {
      return { answer: { problem: "offline" }, retryAfter: 1 };
    }
  }

  /** Asks again while the answer is still to come. @param onWait is told each time. */
  async function ask<Data>(
    url: string,
    body: object,
    patience: number,
    onWait: () => void,
  ): Promise<Answer<Data>> {
    const deadline = now() + patience;
    for (;;) {
      const { answer, retryAfter } = await post<Data>(url, body);
      const isPending = "problem" in answer && answer.problem === "busy";
      if (!isPending || now() + retryAfter * 1000 > deadline) return answer;
      onWait();
      await wait(retryAfter * 1000);
    }
  }

  return {
    /** Reads what the link asks for. It may be asked for any number of times. */
    async open(token: string): Promise<Answer<OpenLink>> {
      const answer = await ask<OpenLink>(`${path}/open`, { token }, PATIENCE.opening, () => {});
      return "problem" in answer && answer.problem === "busy" ? { problem: "unavailable" } : answer;
    },

    /**
     * Sends a sealed key, and asks again with the same seal while its outcome is still to come: that is the same command.
     * @param onWait is told when it takes longer than one answer.
     */
    redeem: (token: string, sealedKey: string, onWait: () => void): Promise<Answer<Redeemed>> =>
      ask<Redeemed>(path, { token, sealed_key: sealedKey }, PATIENCE.outcome, onWait),
  };
}
