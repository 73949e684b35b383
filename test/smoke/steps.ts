import { reasonOf } from "./cleanup.ts";

export interface StepResult {
  readonly name: string;
  readonly outcome: "passed" | "failed" | "not checked";
  readonly detail: string;
  readonly seconds: number;
}

/** What a step found that does not keep the promise. The text is the rehearsal's own: it quotes no answer. */
export class BrokenPromise extends Error {
  override readonly name = "BrokenPromise";
}

/** A step that this identity or this deployment does not allow. */
export class NotChecked extends Error {
  override readonly name = "NotChecked";
}

export interface Steps {
  readonly results: readonly StepResult[];
  /** Runs a step, which returns what it saw. A step that fails does not end the rehearsal. */
  run(name: string, step: () => Promise<string>): Promise<void>;
}

export function createSteps(signal: AbortSignal, now: () => number, print: (line: string) => void): Steps {
  const results: StepResult[] = [];
  const note = (result: StepResult): void => {
    results.push(result);
    print(`${result.outcome.padEnd(11)} ${result.name}: ${result.detail}`);
  };
  return {
    results,
    async run(name, step) {
      if (signal.aborted) return note({ name, outcome: "not checked", detail: "stopped before", seconds: 0 });
      const started = now();
      const seconds = () => (now() - started) / 1_000;
      try {
        note({ name, outcome: "passed", detail: await step(), seconds: seconds() });
      } catch (error) {
        const outcome = error instanceof NotChecked ? "not checked" : "failed";
        const isOwn = error instanceof NotChecked || error instanceof BrokenPromise;
        note({ name, outcome, detail: isOwn ? error.message : reasonOf(error), seconds: seconds() });
      }
    },
  };
}

/** @throws BrokenPromise where `isTrue` is false. */
export function promise(isTrue: boolean, broken: string): void {
  if (!isTrue) throw new BrokenPromise(broken);
}
