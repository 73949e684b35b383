import type { CredentialWindow } from "../wire.ts";
import { get } from "./call.ts";
import { createGrid } from "./credential-grid.ts";
import { showCredential } from "./credential-panel.ts";
import { createRows, type ListQuery, type Rows, type RowsState } from "./credential-rows.ts";
import { button, fill, h, setText } from "./dom.ts";
import { createFilters } from "./filters.ts";
import { count, number } from "./format.ts";
import { live } from "./live.ts";
import { showFailure } from "./notices.ts";
import type { View } from "./view.ts";

/** How often the rows on the screen are read again, in milliseconds. */
const EVERY_MS = 5_000;

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A workspace's credentials, and one of them with its events beside the list. */
export const credentialsView: View = {
  name: "Credentials",
  show(place, { deployment, workspace }, signal, id) {
    const state = h("p", { class: "dim", role: "status" }, "Reading the list …");
    const troubles = h("div");
    const panel = h("aside", { class: "panel", "aria-label": "The credential", hidden: true });
    let rows: Rows | undefined;
    let ends = new AbortController();
    let panelEnds = new AbortController();
    signal.addEventListener("abort", () => {
      ends.abort();
      panelEnds.abort();
    });

    const grid = createGrid({
      at: (row) => rows?.at(row),
      look: (range) => rows?.want(range),
      choose: (credential) => choose(credential.id),
    });

    function choose(chosen: string): void {
      // The place of a credential can be kept as a bookmark; the list stays as it is.
      history.replaceState(null, "", `#credentials/${chosen}`);
      openPanel(chosen);
    }

    function openPanel(chosen: string): void {
      panelEnds.abort();
      panelEnds = new AbortController();
      panel.hidden = false;
      grid.mark(chosen);
      const close = (): void => {
        panelEnds.abort();
        panel.hidden = true;
        grid.mark(undefined);
        history.replaceState(null, "", "#credentials");
        grid.element.focus();
      };
      showCredential(panel, chosen, { close, changed: () => rows?.refresh() }, panelEnds.signal);
    }

    function list(query: Omit<ListQuery, "workspace">): void {
      ends.abort();
      ends = new AbortController();
      const { signal: signalOfList } = ends;
      fill(troubles);
      grid.element.scrollTop = 0;
      grid.show(0);
      setText(state, "Reading the list …");
      const isFiltered =
        query.text !== undefined || query.state !== undefined || query.provider !== undefined;
      rows = createRows(
        (part) => get<CredentialWindow>("/api/credentials", { workspace, ...query, ...part }, signalOfList),
        {
          changed(now) {
            setText(state, summaryOf(now));
            grid.show(now.total);
            fill(troubles, now.isComplete && now.total === 0 && (isFiltered ? nothingFits() : none()));
          },
          failed(error) {
            setText(state, "");
            showFailure(troubles, error, () => list(query));
          },
        },
        signalOfList,
      );
      rows.start();
      if (query.text !== undefined && ID.test(query.text)) choose(query.text);
    }

    const filters = createFilters(deployment.providers, list);
    fill(
      place,
      h(
        "div",
        { class: "bar" },
        h("h1", {}, "Credentials"),
        state,
        filters.element,
        button("Refresh", () => rows?.refresh()),
      ),
      troubles,
      h("div", { class: "split" }, grid.element, panel),
    );
    filters.takeKeys(signal);
    list({});
    if (id !== undefined) openPanel(id);
    live(
      async () => rows?.refresh(),
      () => EVERY_MS,
      signal,
    );
  },
};

function summaryOf({ total, isComplete, searched }: RowsState): string {
  if (searched !== null) {
    return isComplete ? `${number(total)} found` : `${number(total)} found in ${number(searched)} so far …`;
  }
  return isComplete ? count(total, "credential") : `${number(total)} so far …`;
}

const nothingFits = (): HTMLElement =>
  h("p", { class: "empty" }, "No credential of this workspace fits the filters.");

const none = (): HTMLElement =>
  h(
    "p",
    { class: "empty" },
    "There is no credential in this workspace. ",
    h("code", {}, "keyferry put <provider>"),
    " hands over a key.",
  );
