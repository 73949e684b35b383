import { describe, expect, it } from "vitest";
import { cachedWebhookSources } from "../../../shared/webhooks/cached-webhook-sources.ts";
import { manualClock } from "../../support/fakes/manual-clock.ts";

describe("remembered sources", () => {
  it("the sources are read once for many at the same time, and again after a failure", async () => {
    let reads = 0;
    let broken = true;
    const list = async () => {
      reads += 1;
      if (broken) throw new Error("throttled");
      return [];
    };
    const sources = cachedWebhookSources({ list }, 60_000, manualClock().now);
    await expect(Promise.all([sources.find("a"), sources.find("b")])).rejects.toThrow("throttled");
    expect(reads).toBe(1);
    broken = false;
    expect(await Promise.all([sources.find("a"), sources.find("b")])).toEqual([null, null]);
    expect(reads).toBe(2);
  });
});
