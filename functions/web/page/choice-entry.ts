import { element, newId } from "./dom.ts";
import type { EntryContext, KeyEntry } from "./entry.ts";

/** Two kinds of key, of which the visitor has one. */
export function choiceEntry(
  { words }: EntryContext,
  options: readonly { readonly label: string; readonly entry: KeyEntry }[],
): KeyEntry {
  const name = newId("kind");
  let chosen = options[0]?.entry;
  const radios = options.map(({ label, entry }, index) => {
    const id = newId("kind");
    const radio = element("input", { type: "radio", name, id, ...(index === 0 && { checked: true }) });
    entry.node.hidden = index > 0;
    radio.addEventListener("change", () => {
      chosen = entry;
      for (const other of options) other.entry.node.hidden = other.entry !== entry;
    });
    return element("label", { class: "choice", for: id }, radio, element("span", {}, label));
  });
  const kinds = element("fieldset", { class: "choices" }, element("legend", {}, words.kindOfKey), ...radios);
  return {
    node: element("div", { class: "entry" }, kinds, ...options.map(({ entry }) => entry.node)),
    text: () => chosen?.text() ?? "",
    check: () => chosen?.check() ?? null,
    clear() {
      for (const { entry } of options) entry.clear();
    },
  };
}
