import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod/mini";
import type { Item } from "../table/dynamodb-item.ts";
import { parseItem, text } from "../table/parse-item.ts";
import { PARTITION_KEY, PREFIX, SORT_KEY } from "../table/table-layout.ts";
import { type CredentialUse, USE_OUTCOMES, type UseOutcome } from "./credential-use.ts";

export const useKey = (credentialId: string): Item =>
  marshall({ [PARTITION_KEY]: `${PREFIX.use}${credentialId}`, [SORT_KEY]: "USE" });

/** The attribute that counts an outcome. */
export const countOf = (outcome: UseOutcome) => `used_${outcome}` as const;

const storedSchema = z.object({
  last_used_at: text,
  used_hour: text,
  key_version: z.number(),
  ...Object.fromEntries(USE_OUTCOMES.map((outcome) => [countOf(outcome), z.optional(z.number())])),
});

/** @throws KeyferryError `internal` for a malformed item. */
export function fromUseItem(item: Item): CredentialUse {
  const stored = parseItem(storedSchema, unmarshall(item), "use");
  const counts: Readonly<Record<string, unknown>> = stored;
  const outcomes = USE_OUTCOMES.flatMap((outcome) => {
    const count = counts[countOf(outcome)];
    return typeof count === "number" && count > 0 ? [[outcome, count] as const] : [];
  });
  return {
    credential_id: String(item[PARTITION_KEY]?.S).slice(PREFIX.use.length),
    key_version: stored.key_version,
    hour: stored.used_hour,
    last_used_at: stored.last_used_at,
    outcomes: Object.fromEntries(outcomes),
  };
}
