import type { JsonField } from "../../../shared/providers/provider.ts";
import { adviseKey, advisePart } from "./advise.ts";
import { element } from "./dom.ts";
import { type EntryContext, type KeyEntry, toldOf, whenChanged } from "./entry.ts";
import { type Field, secretField, textField } from "./fields.ts";
import { type Parts, partsText } from "./key-text.ts";

interface Group {
  readonly node: HTMLElement;
  readonly fields: readonly (readonly [JsonField, Field])[];
}

/** A key of several parts, each in a field of its own. @param list whether there may be many such keys. */
export function partsEntry(
  context: EntryContext,
  { fields, list }: { readonly fields: readonly JsonField[]; readonly list: boolean },
): KeyEntry {
  const { words, provider } = context;
  const groups: Group[] = [];
  const box = element("div", { class: "groups" });
  const add = element("button", { type: "button", class: "quiet" }, words.addDeployment);

  function newGroup(): Group {
    const made = fields.map((field) => [field, fieldFor(field)] as const);
    for (const [field, shown] of made) {
      whenChanged(shown, () => shown.tell(toldOf(advisePart(provider, field, shown.value()), context)));
    }
    const nodes = made.map(([, { node }]) => node);
    const group: Group = {
      node: list ? element("fieldset", {}, element("legend"), ...nodes) : element("div", {}, ...nodes),
      fields: made,
    };
    if (list && groups.length > 0) {
      const remove = element("button", { type: "button", class: "quiet" });
      remove.addEventListener("click", () => {
        groups.splice(groups.indexOf(group), 1);
        group.node.remove();
        number();
        add.focus();
      });
      group.node.append(remove);
    }
    return group;
  }

  function fieldFor({ name, secret }: JsonField): Field {
    const { label, hint } = words.parts[name] ?? { label: name };
    return secret ? secretField({ label, hint }, words) : textField({ label, hint });
  }

  function append(): Group {
    const group = newGroup();
    groups.push(group);
    box.append(group.node);
    number();
    return group;
  }

  function number(): void {
    for (const [index, { node }] of groups.entries()) {
      const [legend, remove] = [node.querySelector("legend"), node.querySelector(":scope > button")];
      if (legend) legend.textContent = words.deployment(index + 1);
      if (remove) remove.textContent = words.removeDeployment(index + 1);
    }
  }

  add.addEventListener("click", () => append().fields[0]?.[1].control.focus());
  append();

  const partsOf = ({ fields: shown }: Group): Parts =>
    Object.fromEntries(shown.map(([{ name }, field]) => [name, field.value()]));
  const text = () => partsText(groups.map(partsOf));

  return {
    node: element("div", { class: "entry" }, box, list ? add : null),
    text,
    check() {
      const wrong = groups.flatMap((group) =>
        group.fields.filter(([field, shown]) => !isInOrder(field, shown)),
      );
      const [first] = wrong;
      if (first) return first[1];
      // Each part is in order, and the whole is not: parts that took each other's place.
      const whole = adviseKey(provider, text());
      if (whole?.level !== "error") return null;
      const last = groups.at(-1)?.fields.at(0)?.[1] ?? null;
      last?.tell(toldOf(whole, context));
      return last;
    },
    clear() {
      for (const { node } of groups.splice(0)) node.remove();
      append();
    },
  };

  function isInOrder(field: JsonField, shown: Field): boolean {
    if (shown.value().trim() === "") {
      shown.tell({ level: "error", text: words.required });
      return false;
    }
    const advice = advisePart(provider, field, shown.value());
    shown.tell(toldOf(advice, context));
    return advice?.level !== "error";
  }
}
