import type { ListQuery } from "./credential-rows.ts";
import { h } from "./dom.ts";

/** How long nothing is typed until a search begins, in milliseconds. */
const TYPING_MS = 250;

type Filters = Omit<ListQuery, "workspace">;

/** The fields above the list. */
export function createFilters(providers: readonly string[], changed: (filters: Filters) => void) {
  const text = h("input", {
    type: "search",
    placeholder: "Search name, label, id   /",
    "aria-label": "Search in names, labels, ids and providers",
    maxlength: 255,
    spellcheck: "false",
    autocomplete: "off",
  });
  const provider = choice("Provider", [
    ["", "All providers"],
    ...providers.map((slug) => [slug, slug] as const),
  ]);
  const state = choice("State", [
    ["", "Any state"],
    ["enabled", "Enabled"],
    ["disabled", "Disabled"],
  ]);
  const order = choice("Order", [
    ["oldest", "Oldest first"],
    ["newest", "Newest first"],
  ]);
  let before = JSON.stringify({});
  const tell = (): void => {
    const given = {
      text: text.value.trim(),
      provider: provider.value,
      state: state.value,
      order: order.value,
    };
    const filters = Object.fromEntries(
      Object.entries(given).filter(
        ([name, value]) => value !== "" && !(name === "order" && value === "oldest"),
      ),
    ) as Filters;
    if (JSON.stringify(filters) === before) return;
    before = JSON.stringify(filters);
    changed(filters);
  };
  let typing: ReturnType<typeof setTimeout> | undefined;
  text.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(tell, TYPING_MS);
  });
  for (const field of [provider, state, order]) field.addEventListener("change", tell);

  return {
    element: h("div", { class: "filters", role: "search" }, text, provider, state, order),
    /** `/` leads to the search from anywhere on the page where nothing is written. */
    takeKeys(signal: AbortSignal): void {
      const onKey = (event: KeyboardEvent): void => {
        const isWriting =
          event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
        if (event.key !== "/" || isWriting || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        text.focus();
      };
      addEventListener("keydown", onKey, { signal });
    },
  };
}

const choice = (label: string, options: readonly (readonly [string, string])[]): HTMLSelectElement =>
  h("select", { "aria-label": label }, ...options.map(([value, text]) => h("option", { value }, text)));
