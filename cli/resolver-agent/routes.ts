import type { IncomingMessage } from "node:http";
import { readJson } from "../local-http/read-json.ts";
import { answerAttempts } from "./answer-attempts.ts";
import { handedOut } from "./handed-out.ts";
import type { AgentResolver } from "./ports.ts";
import { DEFAULT_ATTEMPTS, reportRequestSchema, resolveRequestSchema } from "./wire.ts";

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

export interface Route {
  readonly method: "GET" | "POST";
  /** Whether everybody on this machine may ask, without the token. */
  readonly open: boolean;
  answer(request: IncomingMessage): Promise<Answer>;
}

/** What the agent answers, by path. */
export function routesOf(resolver: AgentResolver): ReadonlyMap<string, Route> {
  const known = handedOut();

  const resolve = async (request: IncomingMessage): Promise<Answer> => {
    const {
      providers,
      api_key_hash,
      max_attempts = DEFAULT_ATTEMPTS,
      explain = false,
      ...asked
    } = await readJson(request, resolveRequestSchema);
    const resolution = await resolver.resolve({
      ...given(asked),
      ...given({ apiKeyHash: api_key_hash }),
      providers: providers.map((provider) => (typeof provider === "string" ? provider : given(provider))),
    });
    const body = await answerAttempts(resolution, { max_attempts, explain });
    for (const attempt of resolution.attempts.slice(0, max_attempts)) {
      if (attempt.kind === "credential") known.add(attempt);
    }
    return { status: 200, body };
  };

  const report = async (request: IncomingMessage): Promise<Answer> => {
    const { credential_id, key_version, ...outcome } = await readJson(request, reportRequestSchema);
    resolver.report(known.find(credential_id, key_version), given(outcome));
    return { status: 202, body: { status: "accepted" } };
  };

  const health = async (): Promise<Answer> => ({ status: 200, body: { status: "ok" } });

  return new Map<string, Route>([
    ["/healthz", { method: "GET", open: true, answer: health }],
    ["/v1/resolve", { method: "POST", open: false, answer: resolve }],
    ["/v1/report", { method: "POST", open: false, answer: report }],
  ]);
}

/** The members that a request has: an optional one is there or not, and never undefined. */
const given = <Members extends object>(members: Members) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Members]: Exclude<Members[Name], undefined>;
  };
