import type { CredentialUse } from "../../shared/credentials/credential-use.ts";
import { hourOf } from "../../shared/kernel/time.ts";
import type { ReportedUse } from "./history.ts";

/** Between a use and the report of it. */
const REPORTED_WITHIN_MS = 1_000;

/**
 * Compares the uses in the table with those that a router reported. What was reported after the last loss is there, and nothing is
 * there that was not reported; a message that came twice may count twice.
 * @param lostAt when the resolver last said that reports are lost, in milliseconds since 1970
 */
export function checkUses(
  reported: readonly ReportedUse[],
  stored: ReadonlyMap<string, CredentialUse>,
  lostAt: number,
): string[] {
  const ofEach = Map.groupBy(reported, ({ id }) => id);
  const invented = [...stored.keys()].filter((id) => !ofEach.has(id));
  return [
    ...invented.map((id) => `${id}: has a use that no router reported`),
    ...[...ofEach].flatMap(([id, own]) => {
      const objection = objectionTo(stored.get(id), own, lostAt);
      return objection === null ? [] : [`${id}: ${objection}`];
    }),
  ];
}

function objectionTo(
  use: CredentialUse | undefined,
  own: readonly ReportedUse[],
  lostAt: number,
): string | null {
  const last = own.toSorted(byHourAndKey).at(-1);
  if (last === undefined) return null;
  const isLater = use !== undefined && Date.parse(use.last_used_at) > last.at + REPORTED_WITHIN_MS;
  if (isLater) return "has a use that is later than the last one that a router reported";
  if (last.at <= lostAt) return null;
  if (use === undefined) return "was used, and nothing tells of it";
  const isLast =
    use.hour === hourOf(new Date(last.at)) &&
    use.key_version === last.key_version &&
    Date.parse(use.last_used_at) >= last.at;
  if (!isLast) return "was used later, or with another key, than its last use tells";
  const counted = Object.values(use.outcomes).reduce((sum, count) => sum + count, 0);
  const known = own.filter((each) => isCountedWith(each, last) && each.at > lostAt);
  return counted < known.length ? `was used ${known.length} times, and ${counted} are counted` : null;
}

/** A use within a newer hour, or of a newer key within it, is the last one; the others with it are counted. */
const byHourAndKey = (a: ReportedUse, b: ReportedUse): number =>
  hourOf(new Date(a.at)).localeCompare(hourOf(new Date(b.at))) ||
  a.key_version - b.key_version ||
  a.at - b.at;

const isCountedWith = (one: ReportedUse, other: ReportedUse): boolean =>
  hourOf(new Date(one.at)) === hourOf(new Date(other.at)) && one.key_version === other.key_version;
