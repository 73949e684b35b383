import * as z from "zod/mini";
import { COMMAND_VERSION, type CreateCommand, createCommandId } from "../credentials/command.ts";
import { settingsOf } from "../credentials/credential-request.ts";
import type { CommandIdentity } from "../credentials/decide.ts";
import { type BatchRow, batchRows } from "../imports/batch-rows.ts";
import type { ImportRow } from "../imports/import-job.ts";
import { type ImportMessage, importIdentityShape, importMessageSchema } from "../imports/import-message.ts";
import { importedCredentialId } from "../imports/imported-credential-id.ts";
import { deriveId } from "../kernel/derive-id.ts";
import { fieldProblems } from "../kernel/field-problems.ts";
import { parseJson } from "../kernel/parse-json.ts";
import { UNKNOWN_PROVIDER } from "../providers/slug.ts";
import { type Content, malformed } from "./parse-command.ts";

const identitySchema = z.object(importIdentityShape);

/** The other members of the record of an import. A row that is rejected may be the first that the worker sees of it. */
const importOf = (value: unknown) => ({
  total_rows: importMessageSchema.shape.total_rows.safeParse(Object(value).total_rows).data,
  sent_by: importMessageSchema.shape.sent_by.safeParse(Object(value).sent_by).data,
});

/** `row` is null for a message that does not identify its import and row. */
export type ImportContent = Content & { readonly row: ImportRow | null };

/**
 * Parses a message of the import queue as the create commands that its rows ask for. It never throws, and never
 * repeats anything of the message but names that the schema knows. An unreadable message is malformed and never goes to the dead letters:
 * other systems write to this queue, and may have sent a raw key by mistake.
 * @param messageId identifies a row that does not identify itself.
 * @param slugs the providers that this deployment knows.
 * @param now limits how far ahead a producer's clock may be.
 */
export function parseImportMessage(
  body: string,
  messageId: string,
  slugs: ReadonlySet<string>,
  now: Date,
): readonly ImportContent[] {
  const rows = batchRows(parseJson(body));
  return rows.map((row, index) =>
    parseRow(row, rows.length === 1 ? messageId : `${messageId}/${index}`, slugs, now),
  );
}

function parseRow(
  { value, problems }: BatchRow,
  name: string,
  slugs: ReadonlySet<string>,
  now: Date,
): ImportContent {
  const { data: message, error } = importMessageSchema.safeParse(value);
  if (message !== undefined && problems.length === 0 && slugs.has(message.provider)) {
    const command = toCommand(message, now);
    return { kind: "command", identity: command, command, row: toRow(message) };
  }
  const ofProvider =
    message === undefined || slugs.has(message.provider)
      ? []
      : [{ path: "provider", reason: UNKNOWN_PROVIDER }];
  // Of a list that is not one, its rows need not be told what they lack.
  const ofRow = problems.length === 0 ? fieldProblems(importMessageSchema, value, error) : [];
  const named = identitySchema.safeParse(value).data;
  return {
    kind: "malformed",
    identity: named ? toIdentity(named) : anonymous(name),
    rejection: malformed([...problems, ...ofRow, ...ofProvider]),
    row: named ? toRow({ ...named, ...importOf(value) }) : null,
  };
}

type Named = z.infer<typeof identitySchema> &
  Partial<Pick<ImportMessage, "total_rows" | "sent_by" | "on_duplicate" | "accepts">>;

const toRow = ({ import_id, workspace_id, row, ...given }: Named): ImportRow => ({
  import_id,
  workspace_id,
  row,
  total_rows: given.total_rows ?? null,
  sent_by: given.sent_by ?? null,
  on_duplicate: given.on_duplicate ?? "create",
  accepts: given.accepts ?? [],
});

function toIdentity({ import_id, workspace_id, row }: Named) {
  const credential_id = importedCredentialId(workspace_id, import_id, row);
  return {
    id: createCommandId(credential_id),
    credential_id,
    workspace_id,
    actor: { type: "import" as const, id: import_id },
    door: "import" as const,
    request_id: `${import_id}/${row}`,
  };
}

const toCommand = (message: ImportMessage, now: Date): CreateCommand => ({
  ...toIdentity(message),
  version: COMMAND_VERSION,
  type: "credential.create",
  provider: message.provider,
  sealed_key: message.sealed_key,
  settings: settingsOf(message.settings ?? {}),
  requested_at: notAhead(message.requested_at, now),
});

/** A producer's clock may be this far ahead, as a webhook sender's may. Any further time counts as this far. */
const MAX_AHEAD_MS = 5 * 60_000;

function notAhead(time: string, now: Date): string {
  const latest = now.getTime() + MAX_AHEAD_MS;
  return Date.parse(time) > latest ? new Date(latest).toISOString() : time;
}

/** The sender and the workspace are both unknown, so the rejection belongs to no workspace. */
function anonymous(messageId: string): CommandIdentity {
  const credential_id = deriveId("credential", "import", "message", messageId);
  return {
    id: createCommandId(credential_id),
    credential_id,
    workspace_id: null,
    actor: { type: "import", id: "unknown" },
    door: "import",
    request_id: deriveId("request", messageId),
  };
}
