import { describe, expect, it } from "vitest";
import { stepRecorder } from "../../../bench/stub/steps.ts";

const call = (operation: string) => ({ operation, items: 1 });

describe("the steps in which the stub answers calls", () => {
  it("a step has all calls that are made together, and a call that needs an answer starts the next step", async () => {
    const steps = stepRecorder();
    steps.turn(true);
    await Promise.all([steps.join(call("a")), steps.join(call("b"))]);
    await steps.join(call("c"));
    expect(steps.take()).toEqual([[call("a"), call("b")], [call("c")]]);
    expect(steps.take()).toEqual([]);
  });

  it("every call is answered at once, and not recorded, while no steps are counted", async () => {
    const steps = stepRecorder();
    await steps.join(call("a"));
    expect(steps.take()).toEqual([]);
  });
});
