import { setTimeout as pause } from "node:timers/promises";
import type * as z from "zod/mini";
import { errorSchema } from "../shared/credentials/requests/answers.ts";
import { KeyferryError } from "../shared/kernel/errors.ts";
import { fieldProblems } from "../shared/kernel/field-problems.ts";
import { parseJson } from "../shared/kernel/parse-json.ts";
import type { Sleep } from "../shared/kernel/ports.ts";
import { reveal } from "../shared/kernel/secret.ts";
import { errorKindOf } from "./error-kind.ts";
import { UsageError } from "./failure.ts";
import { isLoopback } from "./loopback.ts";
import type { CliSettings } from "./settings.ts";

export interface ApiRequest {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: { readonly type: string; readonly text: string };
  /** By lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Calls the deployment's HTTP API, and returns its answer as the schema parses it.
 * @throws KeyferryError of the kind that the API's status stands for, with its message and fields; `unavailable` where
 *   the API does not answer; `internal` for an answer that does not fit the schema, with the fields that do not.
 */
export type CallApi = <Schema extends z.ZodMiniType>(
  request: ApiRequest,
  schema: Schema,
) => Promise<z.output<Schema>>;

const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 200;

/** How long one answer may take. API Gateway gives every one within 30 seconds; on a connection that died, none comes. */
const ANSWER_MS = 60_000;

/**
 * A client that repeats a request that was not answered: every request of the API may be repeated.
 * @throws UsageError for an address without TLS, and for a management key that is meant for another deployment.
 */
export async function apiClient(
  settings: CliSettings,
  sleep: Sleep = pause,
  answerMs = ANSWER_MS,
): Promise<CallApi> {
  const { managementKey, refusedKey } = settings;
  if (refusedKey !== undefined) throw new UsageError(refusedKey);
  const apiUrl = settings.apiUrl ?? (await apiUrlOfStack(settings));
  requireTls(apiUrl);
  const authorization =
    managementKey === undefined ? {} : { authorization: `Bearer ${reveal(managementKey)}` };
  return async ({ method = "GET", path, query = {}, body, headers = {} }, schema) => {
    const url = new URL(`${apiUrl}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    const init = {
      method,
      // A redirection that is followed could hand the key and the token to whoever sent it. The API sends none.
      redirect: "manual" as const,
      headers: { ...authorization, ...headers, ...(body && { "content-type": body.type }) },
      ...(body && { body: body.text }),
    };
    for (let attempt = 1; ; attempt += 1) {
      const answer = await answerOf(
        url,
        { ...init, signal: AbortSignal.timeout(answerMs) },
        headers["idempotency-key"] !== undefined,
      );
      if ("value" in answer) return parseAnswer(answer.value, schema);
      if (answer.error.kind !== "unavailable" || attempt === ATTEMPTS) throw answer.error;
      await sleep(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random()));
    }
  };
}

/** Keys, a token and the public key to seal with travel to and from this address: without TLS, anyone could read them. */
function requireTls(apiUrl: string): void {
  if (isLoopback(apiUrl) || (URL.canParse(apiUrl) && new URL(apiUrl).protocol === "https:")) return;
  throw new UsageError("the API's address must start with https://");
}

/** The AWS SDK takes half a second to load: only commands that use it pay for it. */
async function apiUrlOfStack(settings: CliSettings): Promise<string> {
  const { findDeployment } = await import("./deployment.ts");
  return (await findDeployment(settings)).apiUrl;
}

const NO_API = "no keyferry answers at this address: does the deployment still exist?";
/** The API says no more, so that nobody learns which ids exist. */
const NO_SUCH = "nothing in the workspaces of this management key has that id";

async function answerOf(
  url: URL,
  init: RequestInit,
  sentIdempotencyKey: boolean,
): Promise<{ readonly value: unknown } | { readonly error: KeyferryError }> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, init);
    text = await response.text();
  } catch (cause) {
    return { error: new KeyferryError("unavailable", "the API does not answer", { cause }) };
  }
  const value = parseJson(text);
  if (response.ok) return { value };
  const { message, metadata } = errorSchema.safeParse(value).data?.error ?? {};
  const kind = errorKindOf(response.status, sentIdempotencyKey);
  const fields = metadata?.fields ?? [];
  if (kind === "not_found")
    return { error: new KeyferryError(kind, message === undefined ? NO_API : NO_SUCH) };
  return { error: new KeyferryError(kind, message ?? `the API answered ${response.status}`, { fields }) };
}

function parseAnswer<Schema extends z.ZodMiniType>(value: unknown, schema: Schema): z.output<Schema> {
  const { success, data, error } = schema.safeParse(value);
  if (success) return data;
  const fields = fieldProblems(schema, value, error);
  throw new KeyferryError("internal", "the API's answer is not what this version of keyferry expects", {
    fields: fields.map(({ path, reason }) => ({ path: path || "answer", reason })),
  });
}
