import { setTimeout as pause } from "node:timers/promises";
import { type ErrorKind, type FieldProblem, KeyferryError } from "../shared/kernel/errors.ts";
import { reveal } from "../shared/kernel/secret.ts";
import { UsageError } from "./failure.ts";
import type { Settings } from "./settings.ts";

export interface ApiRequest {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: { readonly type: string; readonly text: string };
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls the deployment's HTTP API and answers the JSON that it answers. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is the API's contract
export type CallApi = (request: ApiRequest) => Promise<any>;

const KINDS: Readonly<Record<number, ErrorKind>> = {
  400: "invalid_request",
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  413: "payload_too_large",
  422: "idempotency_mismatch",
  429: "unavailable",
  503: "unavailable",
};

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 200;

/**
 * A client that repeats what was not answered: every request of the API may be repeated.
 * @throws UsageError for an address without TLS, KeyferryError of the kind that the API's status stands for, with its
 *   message and fields.
 */
export async function apiClient(settings: Settings): Promise<CallApi> {
  const { managementKey } = settings;
  const apiUrl = settings.apiUrl ?? (await apiUrlOfStack(settings));
  if (settings.local === undefined) requireTls(apiUrl);
  const authorization =
    managementKey === undefined ? {} : { authorization: `Bearer ${reveal(managementKey)}` };
  return async ({ method = "GET", path, query = {}, body, headers = {} }) => {
    const url = new URL(`${apiUrl}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const init = {
      method,
      // To follow one could hand the key and the token to whoever sent it. The API sends none.
      redirect: "manual" as const,
      headers: { ...authorization, ...headers, ...(body && { "content-type": body.type }) },
      ...(body && { body: body.text }),
    };
    for (let attempt = 1; ; attempt += 1) {
      const answer = await answerOf(url, init);
      if ("value" in answer) return answer.value;
      if (answer.error.kind !== "unavailable" || attempt === ATTEMPTS) throw answer.error;
      await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
    }
  };
}

/** A key, a token and the public key to seal with go to this address: without TLS, anybody on the way has them. */
function requireTls(apiUrl: string): void {
  const { protocol, hostname } = new URL(apiUrl);
  if (protocol === "https:" || /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)) return;
  throw new UsageError(`the API's address must begin with https://: ${apiUrl}`);
}

/** The AWS SDK takes half a second to load: only commands that use it pay for it. */
async function apiUrlOfStack(settings: Settings): Promise<string> {
  const { findDeployment } = await import("./deployment.ts");
  return (await findDeployment(settings)).apiUrl;
}

async function answerOf(
  url: URL,
  init: RequestInit,
): Promise<{ readonly value: unknown } | { readonly error: KeyferryError }> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, init);
    text = await response.text();
  } catch (cause) {
    return { error: new KeyferryError("unavailable", `${url.origin} does not answer`, { cause }) };
  }
  const value = parseJson(text);
  if (response.ok && value !== undefined) return { value };
  const { message, metadata } = value?.error ?? {};
  const kind = KINDS[response.status] ?? (response.status >= 500 ? "unavailable" : "internal");
  const fields = (metadata?.fields ?? []) as FieldProblem[];
  return { error: new KeyferryError(kind, message ?? `the API answered ${response.status}`, { fields }) };
}

// biome-ignore lint/suspicious/noExplicitAny: the shape is the API's contract
function parseJson(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
