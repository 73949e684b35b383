import { quantile } from "../measures/statistics.ts";
import type { Burst, Target } from "./burst.ts";

/** One row of the table. Times in milliseconds, of a create as its caller sees it, repetitions included. */
export interface BurstRow {
  readonly client: string;
  readonly parallel: number;
  readonly creates: number;
  readonly returned: number;
  readonly thrown: number;
  /** Records in the store, for each of which there is one event. */
  readonly stored: number;
  readonly p50: number;
  readonly p95: number;
  readonly most: number;
  readonly seconds: number;
  readonly met: Readonly<Record<string, number>>;
  /** What went wrong, in words; empty if nothing was lost, doubled or thrown. */
  readonly faults: readonly string[];
}

/** Compares what a client was told with what the store holds of it, through the API. */
export async function judgeBurst(
  client: string,
  parallel: number,
  { outcomes, met, seconds }: Burst,
  target: Target,
): Promise<BurstRow> {
  const ids = outcomes.flatMap(({ id }) => id ?? []);
  const distinct = new Set(ids);
  const stored = await storedIds(target);
  const times = outcomes.map(({ ms }) => ms);
  const thrown = outcomes.flatMap((outcome) => outcome.thrown ?? []);
  const lost = [...distinct].filter((id) => !stored.has(id)).length;
  const unasked = [...stored].filter((id) => !distinct.has(id)).length;
  const faults = [
    ...(thrown.length > 0 ? [`${thrown.length} thrown: ${[...new Set(thrown)].join(", ")}`] : []),
    ...(distinct.size < ids.length ? [`${ids.length - distinct.size} creates share a record`] : []),
    ...(lost > 0 ? [`${lost} records are lost`] : []),
    ...(unasked > 0 ? [`${unasked} records belong to no create that returned`] : []),
  ];
  return {
    client,
    parallel,
    creates: outcomes.length,
    returned: ids.length,
    thrown: thrown.length,
    stored: stored.size,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    most: Math.max(...times),
    seconds,
    met,
    faults,
  };
}

const PAGE = 100;

async function storedIds({ api }: Target): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  for (let offset = 0; ; offset += PAGE) {
    const { body } = await api("GET", `/byok?limit=${PAGE}&offset=${offset}`);
    for (const { id } of body.data) ids.add(id);
    if (body.data.length < PAGE) return ids;
  }
}
