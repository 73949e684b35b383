import { reasonOf } from "../smoke/cleanup.ts";
import { BrokenPromise } from "../smoke/steps.ts";

export interface StepList {
  /** Runs a step and prints its line. @returns false where it failed; the steps after it run all the same. */
  run(name: string, step: () => Promise<void>): Promise<boolean>;
  readonly failed: number;
  readonly passed: number;
}

export function newStepList(print: (line: string) => void): StepList {
  let [passed, failed] = [0, 0];
  return {
    async run(name, step) {
      const started = performance.now();
      const note = (outcome: string, detail = "") =>
        print(
          `${outcome.padEnd(6)} ${name} (${((performance.now() - started) / 1_000).toFixed(1)} s)${detail}`,
        );
      try {
        await step();
        passed += 1;
        note("ok");
        return true;
      } catch (error) {
        failed += 1;
        note("FAILED", `: ${error instanceof BrokenPromise ? error.message : reasonOf(error)}`);
        return false;
      }
    },
    get passed() {
      return passed;
    },
    get failed() {
      return failed;
    },
  };
}
