import * as z from "zod/mini";
import { parseJson } from "../kernel/parse-json.ts";
import { HOUR_MS, hourOf } from "../kernel/time.ts";
import { uuidSchema } from "../kernel/uuid.ts";
import { USE_OUTCOMES, type UseMessage, type UseRow } from "./credential-use.ts";

/** More uses than any router makes of one credential in an hour. The sums of a table's numbers stay exact far beyond. */
const MOST_USES = 1_000_000_000;
const MAX_ROWS = 100;

const count = z.optional(z.int().check(z.minimum(1), z.maximum(MOST_USES)));

const rowSchema = z
  .strictObject({
    credential_id: uuidSchema,
    key_version: z.int().check(z.minimum(1)),
    hour: z.iso.datetime(),
    last_used_at: z.iso.datetime(),
    outcomes: z.strictObject(Object.fromEntries(USE_OUTCOMES.map((outcome) => [outcome, count]))),
  })
  .check(
    z.refine(({ outcomes }) => Object.keys(outcomes).length > 0),
    z.refine(({ hour, last_used_at }) => isWithin(Date.parse(hour), Date.parse(last_used_at))),
  );

/** Also false for what is no time: zod runs this beside the other checks. */
function isWithin(hour: number, time: number): boolean {
  return hour % HOUR_MS === 0 && time >= hour && time < hour + HOUR_MS;
}

const messageSchema = z.strictObject({
  version: z.literal(1),
  uses: z.array(rowSchema).check(z.minLength(1), z.maxLength(MAX_ROWS)),
});

/**
 * The rows of a router's message, with their times in one form, so that their texts compare as the times do. Null for
 * anything else.
 */
export function parseUseMessage(body: string): UseMessage["uses"] | null {
  const message = messageSchema.safeParse(parseJson(body));
  if (!message.success) return null;
  return message.data.uses.map((row): UseRow => {
    const at = new Date(row.last_used_at);
    return { ...row, hour: hourOf(at), last_used_at: at.toISOString() };
  });
}
