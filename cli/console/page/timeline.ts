import type { Page, WireEvent } from "../wire.ts";
import { get } from "./call.ts";
import { button, fill, h, refill } from "./dom.ts";
import { ago, dateTime } from "./format.ts";
import { failureText, notice, showFailure } from "./notices.ts";
import { onChange } from "./on-change.ts";

export interface Timeline {
  /** Shows what has happened since. */
  readonly refresh: () => Promise<void>;
}

/** The events of a credential, newest first; older ones on request. */
export function showTimeline(place: HTMLElement, id: string, signal: AbortSignal): Timeline {
  const known = new Map<string, WireEvent>();
  let cursor: string | null | undefined;
  const ifNew = onChange();
  fill(place, h("p", { class: "loading" }, "Reading the events …"));

  const read = async (after?: string): Promise<void> => {
    const page = await get<Page<WireEvent>>(`/api/credentials/${id}/events`, { cursor: after }, signal);
    for (const event of page.data) known.set(event.id, event);
    if (cursor === undefined || after !== undefined) cursor = page.next_cursor;
  };
  const draw = (): void => {
    const events = [...known.values()].toSorted((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1));
    ifNew([events, cursor], () =>
      refill(
        place,
        h("ol", { class: "timeline" }, ...events.map(entryOf)),
        typeof cursor === "string" && button("Older events", () => void readOlder(), { "data-key": "older" }),
      ),
    );
  };
  async function readOlder(): Promise<void> {
    await read(cursor ?? undefined).then(draw, (error: unknown) => {
      if (!signal.aborted) notice(failureText(error), "bad");
    });
  }
  return {
    refresh: () =>
      read().then(draw, (error: unknown) => {
        if (signal.aborted) return;
        ifNew(undefined, () => {});
        showFailure(place, error);
      }),
  };
}

/** As the API sorts them: by time, then by version. */
const placeOf = ({ time, version }: WireEvent): string => `${time}#${String(version ?? 0).padStart(10, "0")}`;

const TONES: Readonly<Partial<Record<WireEvent["type"], string>>> = {
  "credential.created": "ok",
  "credential.rejected": "critical",
  "credential.deleted": "warning",
};

function entryOf(event: WireEvent): HTMLElement {
  const { type, time, door, actor, changed, version, rejection, warnings } = event;
  return h(
    "li",
    { class: TONES[type] ?? "" },
    h(
      "p",
      { class: "what" },
      h("span", { class: `badge ${TONES[type] ?? ""}` }, type.replace(/^credential\./, "").replace(".", " ")),
      changed.length > 0 && h("span", { class: "mono" }, changed.join(", ")),
      version !== null && h("span", { class: "dim" }, `version ${version}`),
    ),
    rejection !== null && h("p", {}, `${rejection.code}: ${rejection.message}`),
    warnings.length > 0 && h("p", {}, `Warnings: ${warnings.join(", ")}`),
    h(
      "p",
      { class: "dim" },
      h("time", { datetime: time, title: ago(time, Date.now()), class: "mono" }, dateTime(time)),
      ` · ${door} · ${actor.type.replaceAll("_", " ")} `,
      h("span", { class: "mono" }, actor.id),
    ),
  );
}
