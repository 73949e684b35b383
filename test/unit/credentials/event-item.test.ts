import { describe, expect, it } from "vitest";
import { fromEventItem, toEventItem, toOutboxItem } from "../../../shared/credentials/event-item.ts";
import { auditEvent } from "../../support/data/fixtures.ts";

describe("an audit event as an item", () => {
  it("an audit event reads back as it was written, a creation's and a rejection's", () => {
    const rejection = { code: "refused_key", message: "why" } as const;
    for (const event of [
      auditEvent(1, { body_digest: "digest", warnings: ["masked"], workspace_id: null }),
      auditEvent(2, { rejection, version: null, fingerprint: null, provider: null, changed: [] }),
    ]) {
      expect(fromEventItem(toEventItem(event))).toEqual(event);
      expect(fromEventItem(toOutboxItem(event))).toEqual(event);
    }
  });
});
