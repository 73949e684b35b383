import * as z from "zod/mini";
import { COMMAND_VERSION } from "../credentials/command.ts";
import { settingsOf } from "../credentials/credential-request.ts";
import type { CommandIdentity } from "../credentials/decide.ts";
import type { ImportRow } from "../imports/import-job.ts";
import { type ImportMessage, importIdentityShape, importMessageSchema } from "../imports/import-message.ts";
import { createCommandId, deriveId, importedCredentialId } from "../kernel/derive-id.ts";
import { fieldProblems } from "../kernel/field-problems.ts";
import { parseJson } from "../kernel/parse-json.ts";
import type { ReadCommand } from "./read-command.ts";

const identitySchema = z.object(importIdentityShape);

/** `row` is null for a message that does not say which row of which import it is. */
export interface ReadImport {
  readonly read: Exclude<ReadCommand, { kind: "unreadable" }>;
  readonly row: ImportRow | null;
}

/**
 * Reads a message of the import queue as the create command that it asks for. Never throws, and never repeats
 * anything that the message says. A message that cannot be read is malformed, never left for the dead letters: other
 * systems write to this queue, and what they sent by mistake may be a raw key.
 * @param messageId names a message that does not name itself.
 * @param slugs the providers that this deployment knows.
 */
export function readImportMessage(body: string, messageId: string, slugs: ReadonlySet<string>): ReadImport {
  const value = parseJson(body);
  const { data: message, error } = importMessageSchema.safeParse(value);
  if (message !== undefined && slugs.has(message.provider)) {
    return { read: { kind: "command", command: toCommand(message) }, row: toRow(message) };
  }
  const problems =
    error === undefined
      ? ["provider is not a known provider slug"]
      : fieldProblems(error.issues).map(({ path, reason }) => `${path || "message"} ${reason}`);
  const rejection = { code: "malformed_command" as const, message: problems.slice(0, 10).join("; ") };
  const named = identitySchema.safeParse(value).data;
  return {
    read: { kind: "malformed", identity: named ? toIdentity(named) : anonymous(messageId), rejection },
    row: named ? toRow(named) : null,
  };
}

type Named = z.infer<typeof identitySchema> & Partial<Pick<ImportMessage, "total_rows" | "sent_by">>;

const toRow = ({ import_id, workspace_id, row, total_rows, sent_by }: Named): ImportRow => ({
  import_id,
  workspace_id,
  row,
  total_rows: total_rows ?? null,
  sent_by: sent_by ?? null,
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

const toCommand = (message: ImportMessage) => ({
  ...toIdentity(message),
  version: COMMAND_VERSION as typeof COMMAND_VERSION,
  type: "credential.create" as const,
  provider: message.provider,
  sealed_key: message.sealed_key,
  settings: settingsOf(message.settings ?? {}),
  requested_at: message.requested_at,
});

/** Who sent it and for whom is unknown, so the rejection stands under no workspace. */
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
