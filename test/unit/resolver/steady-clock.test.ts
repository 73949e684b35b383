import { expect, it } from "vitest";
import { steadyClock } from "../../../resolver/steady-clock.ts";

/** A clock for ages over two clocks that the test moves. */
function world() {
  const at = { machine: 1_000_000, own: 50 };
  const clock = steadyClock(
    () => at.machine,
    () => at.own,
  );
  const pass = (milliseconds: number) => {
    at.machine += milliseconds;
    at.own += milliseconds;
  };
  return { at, clock, pass };
}

it("an age grows on while the machine's time is set back, once or many times", () => {
  const { at, clock, pass } = world();
  const start = clock();
  for (let times = 1; times <= 10; times += 1) {
    at.machine -= 3_600_000;
    pass(1_000);
    expect(clock() - start).toBe(1_000 * times);
  }
});

it("an age counts the time in which the machine slept", () => {
  const { at, clock, pass } = world();
  const start = clock();
  at.machine += 60_000;
  expect(clock() - start).toBe(60_000);
  pass(1_000);
  expect(clock() - start).toBe(61_000);
});

it("a machine whose time is set back after its sleep loses a tenth of a second at most", () => {
  const { at, clock, pass } = world();
  const start = clock();
  at.machine += 60_000;
  clock();
  at.machine -= 30_000;
  pass(1_000);
  expect(clock() - start).toBeGreaterThanOrEqual(60_900);
});

it("two clocks that run apart by little give the time of the faster one, and never go back", () => {
  const { at, clock } = world();
  const start = clock();
  let last = start;
  for (let second = 0; second < 1_000; second += 1) {
    at.own += 1_000;
    at.machine += second % 2 === 0 ? 999 : 1_000.5;
    expect(clock()).toBeGreaterThanOrEqual(last);
    last = clock();
  }
  expect(last - start).toBeGreaterThanOrEqual(1_000_000);
  expect(last - start).toBeLessThan(1_001_000);
});
