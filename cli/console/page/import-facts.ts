import type { WireImport } from "../wire.ts";
import { h } from "./dom.ts";
import { number, shortId } from "./format.ts";

/** All rows, and those that were created, skipped, rejected and doubtful. */
export const figuresOf = ({
  total_rows,
  created,
  skipped,
  rejected,
  warned,
}: WireImport): readonly string[] => [
  total_rows === null ? "?" : number(total_rows),
  ...[created, skipped, rejected, warned].map(number),
];

/** How far an import is. A producer that did not say how many rows there are leaves that open. */
export function progressOf(one: WireImport): HTMLElement {
  const done = one.created + one.skipped + one.rejected;
  if (one.finished_at !== null) {
    return one.rejected > 0
      ? h("span", { class: "badge warning" }, "done, some rejected")
      : h("span", { class: "badge ok" }, "done");
  }
  if (one.total_rows === null) return h("span", { class: "badge" }, `running, ${number(done)} done`);
  const bar = h("progress", { max: one.total_rows, value: done, "aria-label": `Rows of ${shortId(one.id)}` });
  return h("span", { class: "progress" }, bar, `${Math.floor((100 * done) / Math.max(1, one.total_rows))} %`);
}
