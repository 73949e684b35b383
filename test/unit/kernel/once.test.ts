import { describe, expect, it } from "vitest";
import { once } from "../../../shared/kernel/once.ts";

/** Loads that are answered from outside, in the order in which they started. */
function loads() {
  const started: PromiseWithResolvers<string>[] = [];
  const load = () => {
    const next = Promise.withResolvers<string>();
    started.push(next);
    return next.promise;
  };
  return { started, load };
}

describe("a value that is loaded once", () => {
  it("a value is loaded at its first use, and not again", async () => {
    const { started, load } = loads();
    const get = once(load);
    expect(started).toHaveLength(0);
    const first = get();
    started[0]?.resolve("value");
    expect([await first, await get(), await get()]).toEqual(["value", "value", "value"]);
    expect(started).toHaveLength(1);
  });

  it("all callers at the same time share one load, and its failure", async () => {
    const { started, load } = loads();
    const get = once(load);
    const callers = [get(), get(), get()];
    started[0]?.reject(new Error("throttled"));
    const outcomes = await Promise.allSettled(callers);
    expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    expect(started).toHaveLength(1);
  });

  it("a failed load is forgotten, so that the next caller tries again", async () => {
    const { started, load } = loads();
    const get = once(load);
    const first = get();
    started[0]?.reject(new Error("throttled"));
    await expect(first).rejects.toThrow("throttled");
    const second = get();
    started[1]?.resolve("value");
    expect([await second, await get()]).toEqual(["value", "value"]);
    expect(started).toHaveLength(2);
  });

  it("a caller that learns last of a failure does not forget the load that began meanwhile", async () => {
    const { started, load } = loads();
    const get = once(load);
    const first = get();
    // Runs after the first caller has learned of the failure, and before the second.
    const meanwhile = started[0]?.promise.catch(() => get());
    const second = get();
    started[0]?.reject(new Error("throttled"));
    await Promise.allSettled([first, second]);
    started[1]?.resolve("value");
    expect([await meanwhile, await get()]).toEqual(["value", "value"]);
    expect(started).toHaveLength(2);
  });
});
