import { failureFields } from "../kernel/failure-fields.ts";
import type { Clock, Logger } from "../kernel/ports.ts";
import { reveal } from "../kernel/secret.ts";
import { hourOf } from "../kernel/time.ts";
import type { Caller } from "./authenticate.ts";
import { hashToken } from "./hash-token.ts";
import type { KeyUses } from "./ports.ts";

interface Dependencies {
  readonly keyUses: KeyUses;
  readonly now: Clock;
  readonly log: Logger;
}

/**
 * Tells the worker which management keys are in use, at most once an hour per key and process. It never
 * throws: no request may fail because its use could not be reported.
 */
export function keyUseReporter({ keyUses, now, log }: Dependencies): (caller: Caller) => Promise<void> {
  const reported = new Map<string, string>();
  return async ({ token, managementKey: { id } }) => {
    const used_at = hourOf(now());
    if (reported.get(id) === used_at) return;
    reported.set(id, used_at);
    try {
      await keyUses.report({
        version: 1,
        type: "management_key.used",
        management_key_id: id,
        token_hash: hashToken(reveal(token)),
        used_at,
      });
    } catch (error) {
      log.warn("key_use_not_reported", { management_key_id: id, ...failureFields(error) });
    }
  };
}
