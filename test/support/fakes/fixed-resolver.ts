import type { AgentResolver } from "../../../cli/resolver-agent/ports.ts";
import { partsOf } from "../../../resolver/key-parts.ts";
import type { CredentialAttempt, Resolution } from "../../../resolver/resolution.ts";
import type { ResolveRequest } from "../../../resolver/resolve-request.ts";
import { toRecord } from "../../../resolver/to-record.ts";
import { Secret } from "../../../shared/kernel/secret.ts";
import { credential } from "../data/fixtures.ts";

/** An attempt with a key that opens, or with the error that opening it raises. */
export function openable(id: string, key: string | Error): CredentialAttempt {
  const open = async () => {
    if (typeof key === "string") return new Secret(key);
    throw key;
  };
  return {
    kind: "credential",
    provider: "openai",
    section: "prioritized",
    credential: toRecord(credential({ id, key_version: 2, label: "sk-...AbCd" })),
    cacheKey: `${id}#2`,
    open,
    parts: async () => partsOf(await open()),
  };
}

export const SHARED = { kind: "shared", provider: "openai" } as const;

/** A resolver that answers every request with the same attempts, and notes what it is asked and told. */
export function fixedResolver(attempts: Resolution["attempts"], excluded: Resolution["excluded"] = []) {
  const asked: ResolveRequest[] = [];
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
