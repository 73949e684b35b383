import type {
  AgentResolver,
  KeyRequest,
  KeyResolution,
  OpenableAttempt,
} from "../../../cli/resolver-agent/ports.ts";
import { Secret } from "../../../shared/kernel/secret.ts";

/** An attempt with a key that opens, or with the error that opening it raises. */
export const openable = (id: string, key: string | Error): OpenableAttempt => ({
  kind: "credential",
  provider: "openai",
  section: "prioritized",
  credential: { id, key_version: 2, label: "sk-...AbCd" },
  cacheKey: `${id}#2`,
  open: async () => {
    if (typeof key === "string") return new Secret(key);
    throw key;
  },
});

export const SHARED = { kind: "shared", provider: "openai" } as const;

/** A resolver that answers every request with the same attempts, and notes what it is asked and told. */
export function fixedResolver(attempts: KeyResolution["attempts"], excluded: KeyResolution["excluded"] = []) {
  const asked: KeyRequest[] = [];
  const reported: unknown[] = [];
  const resolver: AgentResolver = {
    resolve: async (request) => {
      asked.push(request);
      return { attempts, excluded, shared_excluded: [], stale: false, as_of: "2026-11-27T10:00:00.000Z" };
    },
    report: ({ credential }, outcome) => void reported.push([credential.id, outcome]),
    stop: async () => {},
  };
  return { resolver, asked, reported };
}
