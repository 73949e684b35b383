import type { Mutant } from "./mutant.ts";

export const RESOLVER_MUTANTS: readonly Mutant[] = [
  {
    name: "keeps a record in a resolver's memory that has changed",
    file: "shared/vault/dynamodb-credential-vault-reader.ts",
    find: `Number(item.version.N) === versionOf(id)`,
    replace: `versionOf(id) !== undefined`,
    faults: [],
  },
  {
    name: "soft bound: a resolver takes what it has read for current twenty seconds longer",
    file: "resolver/snapshots.ts",
    find: `snapshot.readAt >= askedAt - maxAgeMs;`,
    replace: `snapshot.readAt >= askedAt - maxAgeMs - 20_000;`,
    faults: [],
  },
  {
    name: "drops what has not changed when a resolver reads again",
    file: "resolver/snapshot.ts",
    find: `    kept.push(...answer.unchanged.flatMap((id) => known.get(id) ?? []));`,
    replace: `    kept.push(...answer.unchanged.slice(answer.unchanged.length).flatMap((id) => known.get(id) ?? []));`,
    faults: [],
  },
  {
    name: "offers a router what its owner has switched off",
    file: "resolver/order-attempts.ts",
    find: `if (credential.disabled) return "disabled";`,
    replace: `if (credential.disabled && request.zdr) return "disabled";`,
    faults: [],
  },
  {
    name: "offers a router a credential for models that it does not admit",
    file: "resolver/order-attempts.ts",
    find: `if (!admits(credential.allowed_models, request.model)) return "model";`,
    replace: `if (!admits(credential.allowed_models, request.model) && request.zdr) return "model";`,
    faults: [],
  },
  {
    name: "offers shared capacity where a credential is required",
    file: "resolver/order-attempts.ts",
    find: `is_required && admits(allowed_models, request.model),`,
    replace: `is_required && allowed_models === null,`,
    faults: [],
  },
];
