import { setTimeout as pause } from "node:timers/promises";
import type { Fault } from "./faults.ts";
import type { AwsCall } from "./proxy.ts";

const KIND = "worker and relay killed between two calls";

/** The functions that must survive it, by a part of their names. */
const NAMES = ["Worker", "Relay"];

/** Where every other death is one more than the first at its place, some calls must get through. */
const AGAIN = 0.03;

/**
 * A process dies after AWS has carried out a call and before it hears of it: between that call and its next one. Each
 * place (a function, and the operation after which it dies) has its first death before any place has many.
 */
export const killedBetweenCalls: Fault = {
  kind: KIND,
  async inject({ proxy, functionProcesses, killFunction, deaths }, forMs, random) {
    const names = new Map<string, string>();
    for (const { accessKey, name } of await functionProcesses()) {
      const known = NAMES.find((part) => name.includes(part));
      if (known !== undefined) names.set(accessKey, known);
    }
    let killed = 0;
    proxy.injectWhen(KIND, (call: AwsCall) => {
      const name = names.get(call.accessKey);
      if (name === undefined) return null;
      const place = `${name} after ${call.operation}`;
      const times = deaths.get(place) ?? 0;
      if (times > 0 && !random.chance(AGAIN)) return null;
      deaths.set(place, times + 1);
      killed += 1;
      return { kind: "lose-answer", meanwhile: async () => void (await killFunction(name)) };
    });
    await pause(1_000 + forMs);
    for (let waited = 0; killed === 0 && waited < 8_000; waited += 100) await pause(100);
    proxy.stopInjecting(KIND);
    return killed;
  },
};
