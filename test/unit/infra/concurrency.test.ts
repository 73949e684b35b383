import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fitConcurrency,
  neededConcurrency,
  SCHEDULE_CONCURRENCY,
  USE_CONCURRENCY,
} from "../../../infra/concurrency.ts";
import { type KeyferryOptions, PRODUCTION, STAGES } from "../../../infra/stages.ts";
import { UNRESERVED_MINIMUM } from "../../../shared/operations/unreserved-minimum.ts";
import { sendAll } from "../../support/worlds/slot-pool.ts";

/** Twelve clients send three requests each, to a deployment in an account with so many executions. */
const answersIn = (slots: number, fitted: Partial<KeyferryOptions> = { lambdaConcurrency: slots }) =>
  sendAll({ slots, ...fitConcurrency({ ...PRODUCTION, ...fitted }) }, 12, 3);

describe("doors and the worker in one account", () => {
  it("the doors that take all ten executions of an account wait for a worker that cannot start", () => {
    const answers = answersIn(10, {});
    expect(answers[201]).toBeLessThan(6);
    expect(answers[503]).toBeGreaterThan(0);
    expect(answers.workerRefused).toBeGreaterThan(0);
  });

  it.each([10, 20, 50, 100, 200])(
    "the doors fitted to an account of %i executions answer every request",
    (slots) => {
      const answers = answersIn(slots);
      expect(answers).toMatchObject({ 503: 0, workerRefused: 0 });
      expect(answers[201] + answers[202]).toBe(36);
      expect(answers[201]).toBeGreaterThanOrEqual(30);
    },
  );

  it("the doors that use up their part of a large account leave the worker's part alone", () => {
    const slots = neededConcurrency(PRODUCTION);
    const account = { slots, ...fitConcurrency({ ...PRODUCTION, lambdaConcurrency: slots }) };
    const answers = sendAll(account, 400, 3);
    expect(answers[503]).toBeGreaterThan(0);
    expect(answers).toMatchObject({ 202: 0, workerRefused: 0 });
  });
});

describe("limits fitted to an account", () => {
  it("the limits are those of the options where nobody knows the account", () => {
    const { requestRate, requestBurst, waitBudgetMs, commandConcurrency, importConcurrency } = PRODUCTION;
    const limits = { requestRate, requestBurst, waitBudgetMs, commandConcurrency, importConcurrency };
    expect(fitConcurrency(PRODUCTION)).toEqual({ ...limits, workerReserved: null });
  });

  it("the limits never exceed the options, leave Lambda its unreserved rest, and the worker room beside waiting doors", () => {
    const stage = fc.constantFrom(...Object.values(STAGES));
    fc.assert(
      fc.property(stage, fc.integer({ min: 10, max: 5_000 }), (options, lambdaConcurrency) => {
        const fitted = fitConcurrency({ ...options, lambdaConcurrency });
        for (const name of ["requestRate", "requestBurst", "waitBudgetMs"] as const) {
          expect(fitted[name]).toBeLessThanOrEqual(options[name]);
          expect(fitted[name]).toBeGreaterThan(0);
        }
        const workers = fitted.commandConcurrency + fitted.importConcurrency;
        expect(Math.min(fitted.commandConcurrency, fitted.importConcurrency)).toBeGreaterThanOrEqual(2);
        if (fitted.workerReserved === null) {
          const waiting = fitted.requestBurst + (fitted.requestRate * fitted.waitBudgetMs) / 1_000;
          expect(waiting + workers).toBeLessThanOrEqual(lambdaConcurrency);
        } else {
          expect(fitted.workerReserved).toBe(workers + USE_CONCURRENCY + SCHEDULE_CONCURRENCY);
          expect(lambdaConcurrency - fitted.workerReserved).toBeGreaterThanOrEqual(UNRESERVED_MINIMUM);
        }
      }),
    );
  });

  it.each([
    ["dev", 110],
    ["prod", 214],
  ])("the stage %s needs %i executions", (stage, needed) => {
    expect(neededConcurrency(STAGES[stage] ?? PRODUCTION)).toBe(needed);
  });
});
