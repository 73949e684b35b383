import * as z from "zod/mini";
import { uuidSchema } from "../kernel/uuid.ts";
import { SHOWN_FAILURES } from "./import-job.ts";

/*
 * The BYOK API's answers to requests on imports. No function bundles them: see
 * ../credentials/requests/answers.ts.
 */

const time = z.iso.datetime();

export const importSchema = z.object({
  id: uuidSchema,
  workspace_ids: z.array(z.nullable(uuidSchema)),
  sent_by: z.nullable(z.string()),
  started_at: time,
  finished_at: z.nullable(time),
  total_rows: z.nullable(z.int()),
  created: z.int(),
  rejected: z.int(),
  skipped: z.int(),
  warned: z.int(),
  failures: z
    .array(z.object({ row: z.int(), code: z.string(), message: z.string() }))
    .check(z.maxLength(SHOWN_FAILURES)),
  warnings: z
    .array(z.object({ row: z.int(), warnings: z.array(z.string()) }))
    .check(z.maxLength(SHOWN_FAILURES)),
});

export const importResultSchema = z.object({
  row: z.int(),
  id: uuidSchema,
  outcome: z.enum(["created", "rejected", "skipped"]),
  reason: z.nullable(z.string()),
  warnings: z.array(z.string()),
});

/** GET /byok/imports/{id} */
export const importAnswerSchema = z.object({ data: importSchema });

const nextCursor = z.nullable(z.string());

/** GET /byok/imports */
export const importPageSchema = z.object({ data: z.array(importSchema), next_cursor: nextCursor });

/** GET /byok/imports/{id}/results */
export const importResultPageSchema = z.object({
  data: z.array(importResultSchema),
  next_cursor: nextCursor,
});

/** POST /byok/imports */
export const queuedRowsSchema = z.object({
  accepted: z.int().check(z.minimum(1)),
  import_ids: z.array(uuidSchema),
});

export type WireImport = z.infer<typeof importSchema>;
