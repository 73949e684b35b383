import { describe, expect, it } from "vitest";
import type { AuditEvent } from "../../../shared/credentials/audit-event.ts";
import { deriveId } from "../../../shared/kernel/derive-id.ts";
import { checkWebhooks } from "../../faults/check-webhooks.ts";
import type { Attempt, Forgery } from "../../faults/history.ts";
import type { Store } from "../../faults/read-store.ts";

const attempt = (
  id: string,
  status: number,
  receipt = "",
  forgery: Forgery | null = null,
  at = "",
): Attempt => ({
  client: "portal",
  source: "portal",
  event: { id, type: "unknown", externalId: "x", workspace: 0, at, fields: {} },
  forgery,
  status,
  receipt,
});

const storeOf = (notices: readonly AuditEvent[]): Store => ({
  credentials: new Map(),
  pending: new Map(),
  withCiphertext: new Set(),
  events: new Map([[deriveId("source", "portal"), notices]]),
  uses: new Map(),
  unlogged: [],
});

const findings = async (attempts: readonly Attempt[], notices: readonly AuditEvent[] = []) =>
  (await checkWebhooks(attempts, storeOf(notices), async () => "", 1)).violations;

const IGNORED = '{"status":"ignored"}';
const notice = (code: string) => ({ type: "delivery.rejected", rejection: { code } }) as AuditEvent;

describe("the checker of webhook deliveries", () => {
  it("the checker of deliveries accepts a repeated event, and a forged one that was refused", async () => {
    const attempts = [
      attempt("1", 0),
      attempt("1", 503),
      attempt("1", 202, IGNORED),
      attempt("1", 202, IGNORED),
      attempt("2", 401, "", "other secret"),
    ];
    expect(await findings(attempts, [notice("bad_signature")])).toEqual([]);
  });

  it("the checker of deliveries sees a forged event that was accepted, and a real one that was refused", async () => {
    expect(await findings([attempt("1", 202, IGNORED, "altered body")])).toHaveLength(1);
    expect(await findings([attempt("1", 401)])).toContain("event portal 1 is real and was answered with 401");
  });

  it("the checker of deliveries sees an event that was never accepted, and one with two answers", async () => {
    expect(await findings([attempt("1", 503)])).toContain("event portal 1 was never accepted");
    expect(await findings([attempt("1", 202, IGNORED), attempt("1", 202, '{"status":"other"}')])).toContain(
      "event portal 1 has 2 different answers",
    );
  });

  it("the checker of deliveries tells two events of one id apart", async () => {
    const other = attempt("1", 202, '{"status":"ignored","note":2}', null, "later");
    expect(await findings([attempt("1", 202, IGNORED), other])).toEqual([]);
    expect(await findings([attempt("1", 202, IGNORED), attempt("1", 503, "", null, "later")])).toEqual([
      "event portal 1 was never accepted",
    ]);
  });

  it("the checker of deliveries sees a report that nothing explains, and more of them than one in five minutes", async () => {
    const attempts = [attempt("1", 202, IGNORED)];
    expect(await findings(attempts, [notice("too_large")])).toHaveLength(1);
    expect(await findings(attempts, Array(3).fill(notice("bad_signature")))).toHaveLength(1);
  });
});
