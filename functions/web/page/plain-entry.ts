import { adviseKey } from "./advise.ts";
import { element } from "./dom.ts";
import { type EntryContext, type KeyEntry, toldOf, whenChanged } from "./entry.ts";
import { secretField, selectField } from "./fields.ts";
import { plainText } from "./key-text.ts";

/** One key in one field. @param withRegion whether the key may name the region of its account. */
export function plainEntry(context: EntryContext, withRegion: boolean): KeyEntry {
  const { words, provider, providerName } = context;
  const key = secretField({ label: words.keyLabel(providerName), hint: words.keyHint }, words);
  const region = withRegion ? selectField({ label: words.region }, words.regions) : null;

  const advice = () => adviseKey(provider, plainText(key.value(), ""));
  const judge = () => key.tell(toldOf(advice(), context));
  whenChanged(key, judge);
  return {
    node: element(
      "div",
      { class: "entry" },
      key.node,
      region && element("details", {}, element("summary", {}, words.withRegion), region.node),
    ),
    text: () => plainText(key.value(), region?.value() ?? ""),
    check() {
      if (key.value().trim() === "") {
        key.tell({ level: "error", text: words.required });
        return key;
      }
      judge();
      return advice()?.level === "error" ? key : null;
    },
    clear() {
      key.clear();
      key.tell(null);
    },
  };
}
