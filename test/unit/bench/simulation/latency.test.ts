import { describe, expect, it } from "vitest";
import { fixedPauses, modelLatency, type Path, serialCalls } from "../../../bench/simulation/latency.ts";

const call = (operation: string) => ({ operation, items: 1 });
const LOOK = [call("dynamodb:BatchGetItem")];
const SEND = [call("sqs:SendMessage")];
const PUT = [call("dynamodb:PutItem")];
const PATH: Path = { door: [LOOK, SEND], worker: [PUT], looks: [LOOK], relay: [], lookUnits: 1 };

describe("the modelled time from request to answer", () => {
  it("the serial calls are the steps of the door and of the worker; calls of one step count once", () => {
    expect(serialCalls(PATH)).toBe(4);
    expect(serialCalls({ ...PATH, door: [[...LOOK, ...SEND]] })).toBe(3);
  });

  it("a look beside the send, a shorter write and a standard queue each save time", () => {
    const p50 = (path: Path, hop: "fifo" | "standard" = "fifo") => modelLatency(path, hop).p50;
    expect(p50({ ...PATH, door: [[...LOOK, ...SEND]] })).toBeLessThan(p50(PATH) - 3);
    expect(p50(PATH)).toBeLessThan(p50({ ...PATH, worker: [[call("dynamodb:TransactWriteItems")]] }) - 15);
    expect(p50(PATH, "standard")).toBeLessThan(p50(PATH) - 8);
  });

  it("a pace without pauses finds the outcome at once, with more looks", () => {
    const dense = modelLatency(PATH, "fifo", fixedPauses([1]));
    const sparse = modelLatency(PATH, "fifo", fixedPauses([100]));
    expect(dense.p50).toBeLessThan(60);
    expect(sparse.p50).toBeGreaterThan(100);
    expect(dense.looks).toBeGreaterThan(sparse.looks);
  });

  it("the answer is that of the send where nobody waits", () => {
    const { p50, looks } = modelLatency({ ...PATH, looks: [] }, "fifo");
    expect(looks).toBe(0);
    expect(p50).toBeLessThan(20);
  });
});
