import type { FailureView } from "../wire.ts";

/** A failure that the server told, or that it did not answer. */
export class CallError extends Error {
  readonly failure: FailureView;

  constructor(failure: FailureView) {
    super(failure.message);
    this.failure = failure;
  }
}

const GONE: FailureView = {
  kind: "gone",
  message: "keyferry console does not answer any more",
  fields: [],
  hint: "Start it again in its terminal, and open the link that it prints.",
};

/** The session lives in this variable alone: whoever reloads the page needs another link. */
let session = "";

/** Exchanges the token of the link for a session. @throws CallError of the kind `no_session` for a link that was used. */
export async function openSession(token: string): Promise<void> {
  const answer = await send("/session", { method: "POST", body: { token } });
  session = (answer as { readonly session: string }).session;
}

export type Query = Readonly<Record<string, string | number | undefined>>;

/** Asks for something. @throws CallError */
export const get = <Answer>(path: string, query: Query = {}, signal?: AbortSignal): Promise<Answer> => {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === "" ? [] : [[name, String(value)]],
  );
  const search = new URLSearchParams(given).toString();
  return send(search === "" ? path : `${path}?${search}`, { signal }) as Promise<Answer>;
};

/** Changes something. @throws CallError */
export const post = <Answer>(path: string, body: object = {}): Promise<Answer> =>
  send(path, { method: "POST", body }) as Promise<Answer>;

interface Sending {
  readonly method?: string;
  readonly body?: object;
  readonly signal?: AbortSignal | undefined;
}

async function send(path: string, { method = "GET", body, signal }: Sending): Promise<unknown> {
  const headers = {
    "x-keyferry-session": session,
    ...(body !== undefined && { "content-type": "application/json" }),
  };
  let answer: Response;
  let value: unknown;
  try {
    const init = { method, headers, signal: signal ?? null, credentials: "omit" as const };
    answer = await fetch(path, body === undefined ? init : { ...init, body: JSON.stringify(body) });
    value = await answer.json();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new CallError(GONE);
  }
  if (answer.ok) return value;
  throw new CallError((value as { readonly error: FailureView }).error);
}
