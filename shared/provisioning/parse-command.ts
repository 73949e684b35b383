import * as z from "zod/mini";
import type { Rejection } from "../credentials/audit-event.ts";
import { actorSchema, type Command, commandSchema } from "../credentials/command.ts";
import type { CommandIdentity } from "../credentials/decide.ts";
import type { FieldProblem } from "../kernel/errors.ts";
import { fieldProblems } from "../kernel/field-problems.ts";
import { parseJson } from "../kernel/parse-json.ts";
import { uuidSchema } from "../kernel/uuid.ts";
import { type DeliveryReport, deliveryReportSchema } from "../webhooks/delivery-report.ts";

/** The content of a message. It always names the message's credential. */
export type Content = { readonly identity: CommandIdentity } & (
  | { readonly kind: "command"; readonly command: Command }
  | { readonly kind: "report"; readonly report: DeliveryReport }
  | { readonly kind: "malformed"; readonly rejection: Rejection }
);

/** The least that a message must contain to get an audit event instead of the dead-letter queue. */
const identitySchema = z.object({
  id: uuidSchema,
  credential_id: uuidSchema,
  workspace_id: z.nullable(uuidSchema),
  actor: actorSchema,
  door: z.enum(["api", "webhook", "import", "web"]),
  request_id: z.string().check(z.minLength(1), z.maxLength(128)),
});

/**
 * Parses a message of the command queue; returns null for one that does not even name its credential. It
 * never throws, and repeats nothing of the body but names that the schema knows.
 */
export function parseCommand(body: string): Content | null {
  const value = parseJson(body);
  const command = commandSchema.safeParse(value);
  if (command.success) return { kind: "command", identity: command.data, command: command.data };
  const report = deliveryReportSchema.safeParse(value);
  if (report.success) return { kind: "report", identity: report.data, report: report.data };
  const identity = identitySchema.safeParse(value);
  if (!identity.success) return null;
  const problems = fieldProblems(commandSchema, value, command.error);
  return { kind: "malformed", identity: identity.data, rejection: malformed(problems) };
}

/** The rejection of a message that does not fit its schema. It names fields, never values. */
export const malformed = (problems: readonly FieldProblem[]): Rejection => ({
  code: "malformed_command",
  message: problems.map(({ path, reason }) => `${path || "message"} ${reason}`).join("; "),
});
