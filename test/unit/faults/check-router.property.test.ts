import fc from "fast-check";
import { expect, it } from "vitest";
import { checkRouter } from "../../faults/check-router.ts";
import type { Resolved } from "../../faults/history.ts";
import { UNRESTRICTED } from "../../faults/restrictions.ts";
import type { Change, State, Timeline } from "../../faults/timelines.ts";

const BOUND = 5_500;
/** So coarse that times often meet. */
const TICK = 500;
const time = (max: number) => fc.nat(max / TICK).map((ticks) => ticks * TICK);
const MODEL = "model";

/** A change, when it was really committed, and how much earlier and later it may have been for all that anybody knows. */
interface Committed extends Change {
  readonly at: number;
}

const states = fc.record({
  life: fc.constantFrom<State["life"]>("live", "live", "live", "deleted"),
  disabled: fc.boolean(),
  is_required: fc.boolean(),
  allowed_models: fc.constantFrom<string[] | null>(null, [MODEL], ["another"], []),
});

const histories: fc.Arbitrary<readonly Committed[]> = fc
  .array(
    fc.record({
      state: states,
      gap: time(9_000),
      early: time(2_000),
      late: fc.oneof(fc.constant(0), time(20_000)),
    }),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((drawn) => {
    let at = 0;
    return drawn.map(({ state, gap, early, late }, index) => {
      const before = at;
      at += gap + TICK;
      return {
        by: "api",
        state: { ...UNRESTRICTED, ...state, key: `key ${index}`, key_version: index + 1 } satisfies State,
        at,
        // A decision follows the commit before it.
        notBefore: Math.max(before, at - early),
        notAfter: at + late,
      } as const;
    });
  });

const isOffered = ({ life, disabled, allowed_models }: State) =>
  life === "live" && !disabled && (allowed_models?.includes(MODEL) ?? true);

/** What a resolver answers that shows the table as it was at `readAt`. */
function answerAt(
  changes: readonly Committed[],
  readAt: number,
  startedAt: number,
  endedAt: number,
): Resolved {
  const state = changes.findLast(({ at }) => at <= readAt)?.state;
  const offered =
    state !== undefined && isOffered(state) ? [{ id: "id", key_version: state.key_version }] : [];
  const rules = offered.length > 0 && state?.is_required;
  return {
    ...{ workspace: 0, model: MODEL, user: null, stale: false, startedAt, endedAt, offered },
    opened: offered.map(({ id }) => ({ id, key: state?.key ?? "" })),
    shared: rules ? "is_required" : true,
  };
}

const violationsOf = (changes: readonly Committed[], answer: Resolved) => {
  const timeline: Timeline = { id: "id", workspace: 0, changes };
  return checkRouter([answer], [timeline], () => 0).violations.filter(
    (what) => what !== "a router opened no key",
  );
};

it("an answer that shows the table as it was within the bound breaks no promise", () => {
  fc.assert(
    fc.property(histories, time(60_000), time(3_000), time(8_500), (changes, startedAt, took, drawn) => {
      const endedAt = startedAt + took;
      const readAt = startedAt - BOUND + (drawn % (BOUND + took + TICK));
      expect(violationsOf(changes, answerAt(changes, readAt, startedAt, endedAt))).toEqual([]);
    }),
    { numRuns: 5_000 },
  );
});

it("an answer that shows another state than any that may be in force breaks a promise", () => {
  fc.assert(
    fc.property(histories, time(60_000), time(60_000), (changes, startedAt, readAt) => {
      const shown = changes.findLastIndex(({ at }) => at <= readAt);
      const first = changes.findLastIndex(({ notAfter }) => notAfter + BOUND < startedAt);
      const last = changes.findLastIndex(({ notBefore }) => notBefore <= startedAt);
      const answer = answerAt(changes, readAt, startedAt, startedAt);
      // Each state has a key of its own, so that an offer tells which one it shows.
      fc.pre(answer.offered.length > 0 && (shown < first || shown > last));
      expect(violationsOf(changes, answer)).not.toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});
