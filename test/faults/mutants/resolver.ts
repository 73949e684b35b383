import type { Mutant } from "./mutant.ts";

export const RESOLVER_MUTANTS: readonly Mutant[] = [
  {
    name: "keeps a record in a resolver's memory that has changed",
    file: "shared/vault/dynamodb-credential-vault-reader.ts",
    find: `Number(item.version.N) === versionOf(id)`,
    replace: `versionOf(id) !== undefined`,
    faults: [],
  },
];
