import { expect, it } from "vitest";
import { once } from "../../../shared/kernel/once.ts";
import { readDuringInit } from "../../../shared/lambda/read-during-init.ts";

const never = () => new Promise<never>(() => {});

it("the reads run at once, and the init ends with the last of them", async () => {
  const order: string[] = [];
  let answerFirst = () => {};
  const first = () =>
    new Promise<void>((resolve) => {
      order.push("first asked");
      answerFirst = resolve;
    });
  const second = async () => {
    order.push("second asked");
    answerFirst();
  };
  await readDuringInit([first, second], never);
  expect(order).toEqual(["first asked", "second asked"]);
});

it("a read that fails does not fail the init, and the first request tries it again", async () => {
  let attempts = 0;
  const read = once(async () => {
    attempts += 1;
    if (attempts === 1) throw new Error("no answer");
    return "the key";
  });
  await readDuringInit([read], never);
  expect(await read()).toBe("the key");
  expect(attempts).toBe(2);
});

it("a service that does not answer holds the init up for two seconds", async () => {
  const pauses: number[] = [];
  await readDuringInit([never], async (milliseconds) => void pauses.push(milliseconds));
  expect(pauses).toEqual([2_000]);
});
