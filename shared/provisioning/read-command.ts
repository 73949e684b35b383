import * as z from "zod/mini";
import type { Rejection } from "../credentials/audit-event.ts";
import { actorSchema, type Command, commandSchema } from "../credentials/command.ts";
import type { CommandIdentity } from "../credentials/decide.ts";
import { fieldProblems } from "../kernel/field-problems.ts";
import { parseJson } from "../kernel/parse-json.ts";
import { uuidSchema } from "../kernel/uuid.ts";
import { type Notice, noticeSchema } from "../webhooks/delivery-report.ts";

/** The least that a message must say to be answered with an audit event instead of the dead-letter queue. */
const identitySchema = z.object({
  id: uuidSchema,
  credential_id: uuidSchema,
  workspace_id: z.nullable(uuidSchema),
  actor: actorSchema,
  door: z.enum(["api", "webhook", "import"]),
  request_id: z.string().check(z.minLength(1), z.maxLength(128)),
});

export type ReadCommand =
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "notice"; readonly notice: Notice }
  | { readonly kind: "malformed"; readonly identity: CommandIdentity; readonly rejection: Rejection }
  | { readonly kind: "unreadable" };

/** Reads a queue message's body. Never throws, and never repeats anything that the body says. */
export function readCommand(body: string): ReadCommand {
  const value = parseJson(body);
  const command = commandSchema.safeParse(value);
  if (command.success) return { kind: "command", command: command.data };
  const notice = noticeSchema.safeParse(value);
  if (notice.success) return { kind: "notice", notice: notice.data };
  const identity = identitySchema.safeParse(value);
  if (!identity.success) return { kind: "unreadable" };
  const problems = fieldProblems(command.error.issues).map(
    ({ path, reason }) => `${path || "message"} ${reason}`,
  );
  return {
    kind: "malformed",
    identity: identity.data,
    rejection: { code: "malformed_command", message: problems.slice(0, 10).join("; ") },
  };
}
