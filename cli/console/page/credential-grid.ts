import type { WireUsedCredential } from "../wire.ts";
import { fill, h } from "./dom.ts";
import { dateTime, number } from "./format.ts";
import { topFor, visibleRows } from "./visible-rows.ts";

/** In CSS pixels at the usual text size; the style sheet has the same figure in rem, so that it grows with the text. */
const ROW_REM = 1.875;
const SPARE = 12;

const COLUMNS = ["State", "Provider", "Label", "Name", "Limits", "Created", "Last used", "Id"] as const;

interface GridOptions {
  readonly at: (row: number) => WireUsedCredential | null | undefined;
  readonly look: (range: { readonly first: number; readonly end: number }) => void;
  readonly choose: (credential: WireUsedCredential) => void;
}

/** A list of any length, of which only the rows on the screen are elements. Arrow keys move in it, and Enter opens. */
export function createGrid({ at, look, choose }: GridOptions) {
  const rowHeight = ROW_REM * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const body = h("div", { role: "rowgroup", class: "grid-body" });
  const head = h(
    "div",
    { role: "rowgroup", class: "grid-head" },
    h(
      "div",
      { role: "row", "aria-rowindex": 1, class: "grid-row" },
      ...COLUMNS.map((title) => h("span", { role: "columnheader" }, title)),
    ),
  );
  const element = h(
    "div",
    {
      role: "grid",
      class: "grid",
      tabindex: 0,
      "aria-label": "Credentials",
      "aria-colcount": COLUMNS.length,
    },
    head,
    body,
  );
  /** Elements by the number of their row. */
  const drawn = new Map<number, HTMLElement>();
  let total = 0;
  let active = 0;
  let chosen: string | undefined;
  let isDue = false;

  function screen() {
    return { top: element.scrollTop, height: element.clientHeight - head.offsetHeight, rowHeight };
  }

  function draw(): void {
    isDue = false;
    const range = visibleRows({ ...screen(), total, spare: SPARE });
    for (const [row, line] of drawn) {
      if (row >= range.first && row < range.end) continue;
      line.remove();
      drawn.delete(row);
    }
    for (let row = range.first; row < range.end; row += 1) drawRow(row);
    if (total > 0) element.setAttribute("aria-activedescendant", `row-${active}`);
    look(range);
  }

  function drawRow(row: number): void {
    const line = drawn.get(row) ?? newLine(row);
    const credential = at(row);
    // A record that was read again is another object: the same one is drawn already.
    const content = credential === undefined ? "" : JSON.stringify(credential);
    if (line.dataset.content !== content) {
      line.dataset.content = content;
      fill(line, ...cellsOf(credential));
    }
    const isChosen = credential?.id !== undefined && credential.id === chosen;
    line.classList.toggle("active", row === active);
    line.setAttribute("aria-selected", String(isChosen));
  }

  function newLine(row: number): HTMLElement {
    const line = h("div", { role: "row", class: "grid-row", id: `row-${row}`, "aria-rowindex": row + 2 });
    line.style.transform = `translateY(${row * rowHeight}px)`;
    line.dataset.content = "none";
    line.addEventListener("click", () => {
      active = row;
      open(row);
    });
    body.append(line);
    drawn.set(row, line);
    return line;
  }

  function open(row: number): void {
    const credential = at(row);
    if (credential) choose(credential);
    later();
  }

  function later(): void {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(draw);
  }

  function moveTo(row: number): void {
    active = Math.max(0, Math.min(total - 1, row));
    element.scrollTop = topFor(active, screen());
    draw();
  }

  element.addEventListener("scroll", later, { passive: true });
  new ResizeObserver(later).observe(element);
  element.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.floor(screen().height / rowHeight) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: total - 1,
    };
    const to = steps[event.key];
    if (to !== undefined) moveTo(to);
    else if (event.key === "Enter") open(active);
    else return;
    event.preventDefault();
  });

  return {
    element,
    /** There are so many rows, and some of them have changed. */
    show(rows: number): void {
      if (rows !== total) {
        total = rows;
        active = Math.min(active, Math.max(0, rows - 1));
        body.style.height = `${rows * rowHeight}px`;
        element.setAttribute("aria-rowcount", String(rows + 1));
        element.setAttribute("aria-label", `Credentials, ${number(rows)}`);
      }
      later();
    },
    mark(id: string | undefined): void {
      chosen = id;
      later();
    },
  };
}

function cellsOf(credential: WireUsedCredential | null | undefined): readonly HTMLElement[] {
  if (!credential) {
    const text = credential === null ? "deleted" : "…";
    return [h("span", { role: "gridcell", class: "dim" }, text)];
  }
  const { disabled, provider, label, name, created_at, last_used_at, id } = credential;
  const state = disabled ? "disabled" : "enabled";
  const texts: readonly (readonly [string, string])[] = [
    [provider, ""],
    [label, "mono"],
    [name ?? "", name === null ? "dim" : ""],
    [limitsOf(credential), "dim"],
    [dateTime(created_at), "mono dim"],
    [last_used_at ? dateTime(last_used_at) : "–", "mono dim"],
    [id, "mono"],
  ];
  return [
    h("span", { role: "gridcell" }, h("span", { class: `dot ${state}` }), state),
    ...texts.map(([text, style]) => h("span", { role: "gridcell", class: style, title: text }, text)),
  ];
}

/** What limits the use of a credential, in the words of its fields. */
export function limitsOf(credential: WireUsedCredential): string {
  const { allowed_models, allowed_user_ids, allowed_api_key_hashes } = credential;
  const lists = [
    [allowed_models, "models"],
    [allowed_user_ids, "users"],
    [allowed_api_key_hashes, "API keys"],
  ] as const;
  return [
    ...(credential.is_fallback ? ["fallback"] : []),
    ...(credential.is_byok_only ? ["BYOK only"] : []),
    ...(credential.is_required ? ["required"] : []),
    ...(credential.declared_region === null ? [] : [credential.declared_region]),
    ...lists.flatMap(([list, what]) => (list === null ? [] : [`${list.length} ${what}`])),
  ].join(", ");
}
