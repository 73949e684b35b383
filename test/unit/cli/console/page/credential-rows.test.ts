import { describe, expect, it } from "vitest";
import { createRows, PART, type RowsState } from "../../../../../cli/console/page/credential-rows.ts";
import type { CredentialWindow } from "../../../../../cli/console/wire.ts";
import { fixedOperator } from "../../../../support/fakes/fixed-operator.ts";

/** A list of so many rows whose requests are answered when the test says so. */
function world(
  size: number,
  { isComplete = () => true, fails = false }: { isComplete?: () => boolean; fails?: boolean } = {},
) {
  const { credentials } = fixedOperator(size);
  const asked: { readonly offset: number; readonly limit: number }[] = [];
  const states: RowsState[] = [];
  const failures: unknown[] = [];
  const ends = new AbortController();
  const rows = createRows(
    async (part): Promise<CredentialWindow> => {
      asked.push(part);
      if (fails) throw new Error("no answer");
      const data = credentials.slice(part.offset, part.offset + part.limit);
      return { data, total: credentials.length, is_complete: isComplete(), searched: null };
    },
    { changed: (state) => states.push(state), failed: (error) => failures.push(error) },
    ends.signal,
  );
  const settle = () => new Promise((resolve) => setTimeout(resolve, 20));
  return { rows, asked, states, failures, credentials, ends, settle };
}

describe("the rows of a list", () => {
  it("a list begins with its first part, and nothing else is read before it is looked at", async () => {
    const { rows, asked, states, settle } = world(100_000);
    rows.start();
    await settle();
    expect(asked).toEqual([{ offset: 0, limit: PART }]);
    expect(states.at(-1)).toEqual({ total: 100_000, isComplete: true, searched: null });
    expect([rows.at(0)?.name, rows.at(100)]).toEqual(["customer 1", undefined]);
  });

  it("a fast scroll reads the place at which it ends, and not those that it passes", async () => {
    const { rows, asked, settle } = world(100_000);
    rows.start();
    await settle();
    for (let first = 0; first <= 90_000; first += 100) rows.want({ first, end: first + 40 });
    await settle();
    expect(asked.map(({ offset }) => offset / PART)).toEqual([0, 1, 900]);
    expect(rows.at(90_010)?.name).toBe("customer 90011");
  });

  it("a screen on the border of two parts has rows of both", async () => {
    const { rows, settle } = world(1_000);
    rows.want({ first: 480, end: 520 });
    await settle();
    expect([rows.at(481)?.name, rows.at(519)?.name]).toEqual(["customer 482", "customer 520"]);
  });

  it("a list that is still counted is asked for its count alone, until it is complete", async () => {
    const answers = [false, false];
    const { rows, asked, states } = world(250, { isComplete: () => answers.pop() ?? true });
    rows.start();
    while (states.at(-1)?.isComplete !== true) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toEqual([
      { offset: 0, limit: PART },
      { offset: 0, limit: 0 },
      { offset: 0, limit: 0 },
    ]);
  });

  it("a refresh reads again what is looked at, and shows what has changed", async () => {
    const { rows, asked, credentials, settle } = world(1_000);
    rows.want({ first: 500, end: 540 });
    await settle();
    const [changed] = credentials.splice(505, 1);
    rows.refresh();
    await settle();
    expect(asked.at(-1)).toEqual({ offset: 500, limit: PART });
    expect(rows.at(505)?.id).not.toBe(changed?.id);
  });

  it("a failure is told once, and the next look asks again", async () => {
    const { rows, asked, failures, settle } = world(10, { fails: true });
    rows.start();
    await settle();
    expect([failures.length, asked.length]).toEqual([1, 1]);
    rows.refresh();
    await settle();
    expect([failures.length, asked.length]).toEqual([2, 2]);
  });

  it("a list that was left asks for nothing more, and tells nobody", async () => {
    const { rows, asked, states, ends, settle } = world(10, { isComplete: () => false });
    rows.start();
    ends.abort();
    await settle();
    expect([asked.length, states.length]).toEqual([1, 0]);
  });
});
