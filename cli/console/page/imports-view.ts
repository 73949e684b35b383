import type { Page, WireImport } from "../wire.ts";
import { get } from "./call.ts";
import { button, fill, h, refill } from "./dom.ts";
import { dateTime, shortId } from "./format.ts";
import { figuresOf, progressOf } from "./import-facts.ts";
import { showImport } from "./import-view.ts";
import { live } from "./live.ts";
import { failureText, notice, showFailure } from "./notices.ts";
import type { View } from "./view.ts";

/** The list costs a read of every import in it, and one that runs a read of itself. */
const [LIST_EVERY_MS, RUNNING_EVERY_MS] = [30_000, 2_000];

/** The imports into a workspace, newest first, and the rows of one that failed. */
export const importsView: View = {
  name: "Imports",
  show(place, { workspace }, signal, id) {
    if (id !== undefined) return showImport(place, id, signal);
    const result = h("div", {}, h("p", { class: "loading" }, "Reading the imports …"));
    const older = h("div");
    fill(place, h("div", { class: "bar" }, h("h1", {}, "Imports")), result, older);
    const shown = new Map<string, WireImport>();
    let cursor: string | null | undefined;
    const draw = (): void => {
      const imports = [...shown.values()].toSorted((a, b) => (a.started_at < b.started_at ? 1 : -1));
      refill(result, imports.length === 0 ? none() : tableOf(imports));
    };
    async function read(after: string | undefined): Promise<void> {
      const page = await get<Page<WireImport>>("/api/imports", { workspace, cursor: after }, signal);
      for (const one of page.data) shown.set(one.id, one);
      if (cursor === undefined || after !== undefined) cursor = page.next_cursor;
      draw();
      fill(older, typeof cursor === "string" && button("Older imports", () => void readOlder()));
    }
    async function readOlder(): Promise<void> {
      await read(cursor ?? undefined).catch((error: unknown) => {
        if (!signal.aborted) notice(failureText(error), "bad");
      });
    }
    live(
      () =>
        read(undefined).catch((error: unknown) => {
          if (!signal.aborted) showFailure(result, error);
        }),
      () => LIST_EVERY_MS,
      signal,
    );
    live(
      async () => {
        const running = [...shown.values()].filter(({ finished_at }) => finished_at === null);
        for (const { id: running_id } of running) {
          const one = await get<WireImport>(`/api/imports/${running_id}`, {}, signal).catch(() => undefined);
          if (one !== undefined) shown.set(one.id, one);
        }
        if (running.length > 0) draw();
      },
      () => RUNNING_EVERY_MS,
      signal,
    );
  },
};

const none = (): HTMLElement =>
  h(
    "p",
    { class: "empty" },
    "Nothing was imported into this workspace. ",
    h("code", {}, "keyferry import <file>"),
    " hands over the keys of a file.",
  );

const HEADING = ["Import", "Started", "State", "Rows", "Created", "Skipped", "Rejected", "Doubtful"];

const tableOf = (imports: readonly WireImport[]): HTMLElement =>
  h(
    "table",
    {},
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        ...HEADING.map((title, at) => h("th", { scope: "col", class: at > 2 ? "end" : "" }, title)),
      ),
    ),
    h("tbody", {}, ...imports.map(rowOf)),
  );

const rowOf = (one: WireImport): HTMLElement =>
  h(
    "tr",
    {},
    h(
      "th",
      { scope: "row", class: "mono" },
      h("a", { href: `#imports/${one.id}`, "data-key": one.id, title: one.id }, shortId(one.id)),
    ),
    h("td", { class: "mono" }, dateTime(one.started_at)),
    h("td", {}, progressOf(one)),
    ...figuresOf(one).map((text) => h("td", { class: "end mono" }, text)),
  );
