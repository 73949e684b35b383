import type { DigestedEvent } from "./audit-digest.ts";

export interface EventDifference {
  readonly kind: "missing" | "altered" | "inserted";
  readonly id: string;
  /** The event's line in the object, counted from 1. */
  readonly line: number;
}

/** The first event in which an object differs from its digest; null if they agree. */
export function firstDifference(
  expected: readonly DigestedEvent[],
  found: readonly DigestedEvent[],
): EventDifference | null {
  const length = Math.max(expected.length, found.length);
  for (let index = 0; index < length; index += 1) {
    const wanted = expected[index];
    const here = found[index];
    if (wanted?.sha256 === here?.sha256) continue;
    const line = index + 1;
    if (wanted === undefined) return { kind: "inserted", id: here?.id ?? "?", line };
    if (here === undefined) return { kind: "missing", id: wanted.id, line };
    if (wanted.id === here.id) return { kind: "altered", id: wanted.id, line };
    if (has(found, wanted, index)) return { kind: "inserted", id: here.id, line };
    if (has(expected, here, index)) return { kind: "missing", id: wanted.id, line };
    return { kind: "altered", id: wanted.id, line };
  }
  return null;
}

const has = (events: readonly DigestedEvent[], event: DigestedEvent, after: number): boolean =>
  events.slice(after + 1).some(({ sha256 }) => sha256 === event.sha256);
