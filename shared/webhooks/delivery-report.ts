import * as z from "zod/mini";
import type { AuditEvent } from "../credentials/audit-event.ts";
import { actorSchema, COMMAND_VERSION } from "../credentials/command.ts";
import { sourceNameSchema } from "../credentials/external.ts";
import { uuidSchema } from "../kernel/uuid.ts";

/**
 * Tells the audit log of a delivery to a webhook source that leads to no command. It travels like a command,
 * so that the door needs no right on the table.
 */
export const deliveryReportSchema = z.strictObject({
  version: z.literal(COMMAND_VERSION),
  type: z.enum(["delivery.rejected", "delivery.ignored"]),
  id: uuidSchema,
  /** Stands for the source, whose reports arrive one after the other. */
  credential_id: uuidSchema,
  workspace_id: z.nullable(uuidSchema),
  actor: actorSchema,
  door: z.literal("webhook"),
  request_id: z.string().check(z.minLength(1), z.maxLength(128)),
  requested_at: z.iso.datetime(),
  source: sourceNameSchema,
  problem: z.strictObject({
    code: z.enum([
      "bad_signature",
      "bad_timestamp",
      "bad_header",
      "too_large",
      "invalid_event",
      "unknown_event_type",
    ]),
    /** Names fields and event types, never values. */
    message: z.string().check(z.maxLength(1000)),
  }),
});

export type DeliveryReport = z.infer<typeof deliveryReportSchema>;

/** The audit event of a delivery report. */
export const deliveryReportEvent = (report: DeliveryReport, now: Date): AuditEvent => ({
  id: report.id,
  type: report.type,
  credential_id: report.credential_id,
  workspace_id: report.workspace_id,
  provider: null,
  time: now.toISOString(),
  actor: report.actor,
  door: report.door,
  request_id: report.request_id,
  changed: [],
  version: null,
  fingerprint: null,
  warnings: [],
  rejection: report.problem,
  source: report.source,
  external_id: null,
  body_digest: null,
});
