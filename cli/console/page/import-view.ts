import type { ImportResult, Page, WireImport } from "../wire.ts";
import { get } from "./call.ts";
import { button, fill, h } from "./dom.ts";
import { dateTime, number } from "./format.ts";
import { figuresOf, progressOf } from "./import-facts.ts";
import { live } from "./live.ts";
import { showFailure } from "./notices.ts";

const [RUNNING_EVERY_MS, DONE_EVERY_MS] = [2_000, 60_000];

/** One import: how far it is, and its rows that were rejected. */
export function showImport(place: HTMLElement, id: string, signal: AbortSignal): void {
  const facts = h("div", {}, h("p", { class: "loading" }, "Reading the import …"));
  const rows = h("div");
  fill(
    place,
    h(
      "div",
      { class: "bar" },
      h("a", { href: "#imports", class: "back" }, "Imports"),
      h("h1", { class: "mono" }, id),
    ),
    facts,
    h("h2", {}, "Rejected rows"),
    rows,
  );
  let isRunning = true;
  let shown: number | undefined;
  live(
    async () => {
      try {
        const one = await get<WireImport>(`/api/imports/${id}`, {}, signal);
        isRunning = one.finished_at === null;
        fill(facts, factsOf(one));
        if (one.rejected === shown) return;
        shown = one.rejected;
        showRejected(rows, id, one.rejected, signal);
      } catch (error) {
        if (!signal.aborted) showFailure(facts, error);
      }
    },
    () => (isRunning ? RUNNING_EVERY_MS : DONE_EVERY_MS),
    signal,
  );
}

function factsOf(one: WireImport): HTMLElement {
  const [rows = "", created = "", skipped = "", rejected = "", warned = ""] = figuresOf(one);
  const facts: readonly (readonly [string, HTMLElement | string])[] = [
    ["State", progressOf(one)],
    ["Started", dateTime(one.started_at)],
    ["Finished", one.finished_at === null ? "–" : dateTime(one.finished_at)],
    ["Rows", rows],
    ["Created", created],
    ["Skipped", skipped],
    ["Rejected", rejected],
    ["Doubtful", warned],
    ["Sent by", one.sent_by ?? "–"],
    ["Workspaces", one.workspace_ids.map((workspace) => workspace ?? "global").join(", ")],
  ];
  return h(
    "dl",
    { class: "facts" },
    ...facts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
  );
}

/** The rows that failed, page by page: there may be as many as the import has rows. */
function showRejected(place: HTMLElement, id: string, rejected: number, signal: AbortSignal): void {
  if (rejected === 0) {
    fill(place, h("p", { class: "empty" }, "No row was rejected."));
    return;
  }
  const body = h("tbody");
  const more = h("div");
  const titles = ["Row", "Reason"].map((title) => h("th", { scope: "col" }, title));
  fill(place, h("table", {}, h("thead", {}, h("tr", {}, ...titles)), body), more);
  async function read(cursor?: string): Promise<void> {
    try {
      const page = await get<Page<ImportResult>>(`/api/imports/${id}/rejected`, { cursor }, signal);
      for (const { row, reason } of page.data.toSorted((a, b) => a.row - b.row)) {
        body.append(
          h("tr", {}, h("th", { scope: "row", class: "mono" }, row), h("td", { class: "wrap" }, reason)),
        );
      }
      const { next_cursor } = page;
      const label = `More: ${number(body.childElementCount)} of ${number(rejected)} are shown`;
      fill(more, next_cursor !== null && button(label, () => void read(next_cursor)));
    } catch (error) {
      if (!signal.aborted) showFailure(more, error);
    }
  }
  void read();
}
