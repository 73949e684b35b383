import type { Offer, Resolved } from "./history.ts";
import { UNRESTRICTED } from "./restrictions.ts";
import type { Change, State, Timeline } from "./timelines.ts";

/** What docs/resolver.md promises, in milliseconds: while the table answers, and while it does not. */
const PROMISED_MS = 5_500;
const STALE_MS = 300_000;

export interface RouterCheck {
  readonly violations: readonly string[];
  /** How many changes of each kind were so old at some request that its answer had to have them, and how many there were. */
  readonly known: ReadonlyMap<Change["by"], { readonly due: number; readonly all: number }>;
}

/**
 * Compares every answer of a router with what was in force: each credential that had to be offered was, with a key that it had,
 * and none that had been deleted, switched off or restricted; and shared capacity was offered just where no rule forbade it.
 * @param ownerOf the number of the tenant that a raw key belongs to
 */
export function checkRouter(
  resolved: readonly Resolved[],
  timelines: readonly Timeline[],
  ownerOf: (key: string) => number | undefined,
): RouterCheck {
  const violations = new Map<string, string>();
  const due = new Set<Change>();
  const ofWorkspace = Map.groupBy(timelines, ({ workspace }) => workspace);
  for (const answer of resolved) {
    const complain = (about: string, what: string) => {
      // Of each kind the first: the same is wrong with every answer until the next change.
      const complaint = `${about}: a router ${what}`;
      const at = new Date(answer.startedAt).toISOString();
      if (!violations.has(complaint)) violations.set(complaint, `${complaint}, at ${at}`);
    };
    const own = ofWorkspace.get(answer.workspace) ?? [];
    const offers = new Map(answer.offered.map((offer) => [offer.id, offer]));
    if (offers.size < answer.offered.length) complain("a credential", "was offered it twice");
    const ids = new Set(own.map(({ id }) => id));
    for (const id of offers.keys())
      if (!ids.has(id)) complain(id, "was offered it, which is none of its tenant");
    let mayForbid = false;
    for (const timeline of own) {
      const states = inForce(timeline, answer, due);
      const objection = objectionTo(offers.get(timeline.id), states, answer);
      if (objection !== null) complain(timeline.id, objection);
      const forbidding = states.filter((state) => forbidsShared(state, answer)).length;
      mayForbid ||= forbidding > 0;
      if (answer.shared === true && forbidding === states.length)
        complain(timeline.id, "was offered shared capacity, which it rules out");
      for (const { key } of answer.opened.filter(({ id }) => id === timeline.id)) {
        if (ownerOf(key) !== answer.workspace) complain(timeline.id, "opened it to a key of another tenant");
        if (states.every((state) => state.key !== null && state.key !== key))
          complain(timeline.id, "opened it to a key that was not in force");
      }
    }
    const isRuled = answer.shared === "is_required" || answer.shared === "is_byok_only";
    if (isRuled && !mayForbid) complain("shared capacity", "was refused it, which no credential rules out");
  }
  if (resolved.every(({ opened }) => opened.length === 0)) violations.set("", "a router opened no key");
  return { violations: [...violations.values()], known: countDue(timelines, due) };
}

const ABSENT: State = { ...UNRESTRICTED, life: "absent", key: null, key_version: 0 };

/** The states that an answer may show: those after the last change that it must have, up to the last that it can have. */
function inForce(
  { changes }: Timeline,
  { startedAt, endedAt, stale }: Resolved,
  due: Set<Change>,
): readonly State[] {
  const bound = stale ? STALE_MS : PROMISED_MS;
  const first = changes.findLastIndex(({ notAfter }) => notAfter + bound < startedAt);
  const last = changes.findLastIndex(({ notBefore }) => notBefore <= endedAt);
  const must = changes[first];
  if (must !== undefined) due.add(must);
  const states = changes.slice(Math.max(0, first), last + 1).map(({ state }) => state);
  return first < 0 ? [ABSENT, ...states] : states;
}

/** What is wrong with an offer, or with there being none; null if nothing is. */
function objectionTo(
  offer: Offer | undefined,
  states: readonly State[],
  { model, user }: Resolved,
): string | null {
  const refusals = (of: readonly State[]) => of.map((state) => refusalOf(state, model, user));
  if (offer === undefined) {
    return refusals(states).every((refusal) => refusal === null) ? "was not offered it" : null;
  }
  const shown = refusals(states.filter(({ key_version }) => key_version === offer.key_version));
  if (shown.includes(null)) return null;
  const [refusal] = shown.slice(-1);
  return refusal === undefined
    ? `was offered its key ${offer.key_version}, which was not in force`
    : `was offered it, which was ${refusal}`;
}

/** Why a credential in this state serves no such request; null if it does. */
function refusalOf(state: State, model: string, user: string | null): string | null {
  if (state.life !== "live") return state.life;
  if (state.disabled) return "disabled";
  if (!admits(state.allowed_user_ids, user)) return "for other users";
  return admits(state.allowed_models, model) ? null : "for other models";
}

const forbidsShared = (state: State, { model, user }: Resolved): boolean =>
  state.life === "live" &&
  !state.disabled &&
  admits(state.allowed_user_ids, user) &&
  (state.is_byok_only || (state.is_required && admits(state.allowed_models, model)));

const admits = (filter: readonly string[] | null, value: string | null): boolean =>
  filter === null || (value !== null && filter.includes(value));

function countDue(timelines: readonly Timeline[], due: ReadonlySet<Change>): RouterCheck["known"] {
  const all = timelines.flatMap(({ changes }) => changes);
  return new Map(
    [...Map.groupBy(all, ({ by }) => by)].map(([by, own]) => [
      by,
      { due: own.filter((change) => due.has(change)).length, all: own.length },
    ]),
  );
}
