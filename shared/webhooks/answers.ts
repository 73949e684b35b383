import * as z from "zod/mini";
import { uuidSchema } from "../kernel/uuid.ts";

/* The webhook door's answers. No function bundles them: see ../credentials/requests/answers.ts. */

/** The answer to a delivery whose signature is valid. */
export const receiptSchema = z.union([
  z.object({ status: z.literal("accepted"), id: uuidSchema, command_id: uuidSchema }),
  z.object({ status: z.literal("ignored") }),
]);

/** The one answer to every other delivery. It has no metadata, because no two of them may differ. */
export const refusalSchema = z.object({ error: z.object({ code: z.literal(401), message: z.string() }) });
