import type { Fault } from "./faults.ts";
import { injectUntilHit } from "./inject-until-hit.ts";

const KIND = "worker and relay killed between two calls";

/** The functions that must survive it, by a part of their names. */
const NAMES = ["Worker", "Relay"];

/** The probability of another death at a place that had one. Most calls must get through, or nothing would ever be done. */
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
    return injectUntilHit(
      proxy,
      KIND,
      ({ accessKey, operation }) => {
        const name = names.get(accessKey);
        if (name === undefined) return null;
        const place = `${name} after ${operation}`;
        const times = deaths.get(place) ?? 0;
        if (times > 0 && !random.chance(AGAIN)) return null;
        deaths.set(place, times + 1);
        return { kind: "lose-answer", meanwhile: async () => void (await killFunction(name)) };
      },
      1_000 + forMs,
    );
  },
};
