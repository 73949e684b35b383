import { randomUUID } from "node:crypto";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { uuidSchema } from "../../shared/kernel/uuid.ts";
import { UsageError } from "../failure.ts";
import type { ImportRecords } from "./import-records.ts";
import type { Scan } from "./scan-file.ts";
import type { ImportTarget } from "./target.ts";

export interface ImportIdChoice {
  /** `--import-id` */
  readonly named: string | undefined;
  /** `--new` */
  readonly isNew: boolean;
  /** Whether the keys of the file would be stored again if it was imported under another id before. */
  readonly storesTwice: boolean;
  /** Null for standard input, which is sent as it is read. */
  readonly scan: Pick<Scan, "content" | "valid" | "first_workspace"> | null;
  readonly records: Pick<ImportRecords, "find" | "has" | "add" | "bind">;
  readonly target: Pick<ImportTarget, "recent">;
}

/**
 * The id of an import, which every row of it derives its own from: with the same id, rows are created once, and with
 * another one again. It is the one that the caller names, else the one that this machine remembers of the file, else a
 * random one.
 * @throws KeyferryError `conflict` before a file gets a new id, where an import that this machine does not know may have
 *   been of it; UsageError for an id that is no UUID.
 */
export async function chooseImportId(choice: ImportIdChoice): Promise<string> {
  const { scan, records } = choice;
  const named = namedId(choice);
  if (scan === null) return named ?? randomUUID();
  if (named !== undefined) {
    await records.bind(scan.content, named);
    return named;
  }
  const known = await records.find(scan.content);
  if (known !== undefined) return known;
  if (choice.storesTwice && !choice.isNew) await refuseLikelyRepetition(scan, choice);
  return records.add(scan.content, randomUUID());
}

function namedId({ named, isNew }: ImportIdChoice): string | undefined {
  if (named === undefined) return undefined;
  if (isNew)
    throw new UsageError("--import-id resumes an import and --new starts one: pass only one of them");
  const { data } = uuidSchema.safeParse(named);
  if (data === undefined) throw new UsageError("--import-id takes a UUID in lower case");
  return data;
}

/**
 * Nothing of a file's content leaves this machine unsealed, so the deployment cannot tell whether a file was imported
 * from another one. An import of as many rows into the same workspace may have been of it; its caller knows.
 */
async function refuseLikelyRepetition(
  { valid, first_workspace }: NonNullable<ImportIdChoice["scan"]>,
  { records, target }: ImportIdChoice,
): Promise<void> {
  if (first_workspace === undefined) return;
  const likely = [];
  for (const recent of await target.recent(first_workspace)) {
    if (recent.total_rows === valid && !(await records.has(recent.id))) likely.push(recent);
  }
  if (likely.length === 0) return;
  throw new KeyferryError(
    "conflict",
    `the workspace has an import of ${valid} rows that this machine does not know. If it was of this file, pass ` +
      "--import-id with its id to resume it; if not, pass --new. Nothing was sent",
    { fields: likely.map(({ id, started_at }) => ({ path: id, reason: `began at ${started_at}` })) },
  );
}
