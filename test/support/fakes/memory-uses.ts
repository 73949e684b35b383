import type { Credential } from "../../../shared/credentials/credential.ts";
import {
  type CredentialUse,
  USE_OUTCOMES,
  type UseCounts,
  type UseRow,
} from "../../../shared/credentials/credential-use.ts";
import type { UseLedger, UseReader } from "../../../shared/credentials/ports.ts";
import { KeyferryError } from "../../../shared/kernel/errors.ts";

/** The uses of these credentials in memory, behind both ports: the door reads what the worker records. */
export function memoryUses(credentials: ReadonlyMap<string, Credential>) {
  const uses = new Map<string, CredentialUse>();
  let broken: ((row: UseRow) => boolean) | undefined;

  const ledger: UseLedger = {
    async keyVersions(ids) {
      return new Map(ids.flatMap((id) => versionOf(credentials.get(id))));
    },
    async note(row) {
      if (broken?.(row)) throw new KeyferryError("unavailable", "the table does not answer");
      uses.set(row.credential_id, together(uses.get(row.credential_id), row));
    },
  };
  const reader: UseReader = {
    async findUses(ids) {
      return new Map([...uses].filter(([id]) => ids.includes(id)));
    },
  };
  return {
    ledger,
    reader,
    uses: uses as ReadonlyMap<string, CredentialUse>,
    /** Makes the table refuse some rows, or none. */
    refuse: (rows: (row: UseRow) => boolean) => {
      broken = rows;
    },
  };
}

const versionOf = (credential: Credential | undefined): [string, number][] =>
  credential === undefined ? [] : [[credential.id, credential.key_version]];

/** The rule of what uses are together, which the table's conditions must keep as well. */
export function together(known: CredentialUse | undefined, row: UseRow): CredentialUse {
  if (known === undefined) return row;
  if (known.hour !== row.hour) return known.hour > row.hour ? known : row;
  if (known.key_version !== row.key_version) return known.key_version > row.key_version ? known : row;
  const later = known.last_used_at > row.last_used_at ? known : row;
  return { ...later, outcomes: sum(known.outcomes, row.outcomes) };
}

const sum = (some: UseCounts, others: UseCounts): UseCounts =>
  Object.fromEntries(
    USE_OUTCOMES.flatMap((outcome) => {
      const count = (some[outcome] ?? 0) + (others[outcome] ?? 0);
      return count === 0 ? [] : [[outcome, count]];
    }),
  );
