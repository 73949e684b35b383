import fc from "fast-check";
import { expect, it } from "vitest";
import { KeyferryError } from "../../../shared/kernel/errors.ts";
import { createCleanup } from "../../smoke/cleanup.ts";

it("the cleanup removes the latest first, and whatever fails keeps nothing else from being removed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { maxLength: 12 }), async (fails) => {
      const cleanup = createCleanup();
      const tried: number[] = [];
      for (const [thing, isFailing] of fails.entries()) {
        cleanup.add(`thing ${thing}`, async () => {
          tried.push(thing);
          if (isFailing) throw new KeyferryError("unavailable", "no");
        });
      }
      const left = await cleanup.run();
      expect(tried).toEqual([...fails.keys()].reverse());
      const failing = [...fails.keys()].filter((thing) => fails[thing]).reverse();
      expect(left).toEqual(failing.map((thing) => `thing ${thing} (unavailable)`));
    }),
  );
});

it("a thing that is left is named without the text of an error, which may name an account", async () => {
  const cleanup = createCleanup();
  cleanup.add("queue", async () => {
    throw new Error("arn:aws:iam::111122223333:user/somebody is not authorized");
  });
  expect(await cleanup.run()).toEqual(["queue (Error)"]);
});
