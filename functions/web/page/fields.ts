import type { Advice } from "./advise.ts";
import { element, newId } from "./dom.ts";
import type { Words } from "./words.ts";

/** A field with its label, and with what is told about its value. */
export interface Field {
  readonly node: HTMLElement;
  readonly control: HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
  value(): string;
  clear(): void;
  /** Shows what is wrong or right about the value; null shows nothing. */
  tell(advice: Told | null): void;
}

export interface Told {
  readonly level: Advice["level"];
  readonly text: string;
}

/** What keeps browsers and their password managers from keeping a key. */
const NOT_KEPT = {
  autocomplete: "off",
  autocapitalize: "off",
  autocorrect: "off",
  spellcheck: "false",
  "data-1p-ignore": true,
  "data-bwignore": true,
  "data-lpignore": "true",
} as const;

interface FieldOptions {
  readonly label: string;
  readonly hint?: string | undefined;
}

/** A field for text that need not be hidden. */
export function textField(options: FieldOptions): Field {
  const input = element("input", { type: "text", ...NOT_KEPT });
  return field(input, input, options);
}

/** A field for a key, hidden until the visitor asks to see it. */
export function secretField(options: FieldOptions, words: Words): Field {
  const input = element("input", { type: "password", class: "secret", ...NOT_KEPT });
  const toggle = showButton(words, (shown) => {
    input.type = shown ? "text" : "password";
  });
  return field(input, element("div", { class: "with-button" }, input, toggle.node), options, toggle.hide);
}

/** A field for a document of many lines, hidden until the visitor asks to see it. */
export function documentField(options: FieldOptions, words: Words): Field {
  const area = element("textarea", { rows: "5", class: "secret masked", ...NOT_KEPT });
  const toggle = showButton(words, (shown) => area.classList.toggle("masked", !shown));
  return field(area, element("div", { class: "with-button" }, area, toggle.node), options, toggle.hide);
}

/** A choice of one among few. */
export function selectField(options: FieldOptions, choices: Readonly<Record<string, string>>): Field {
  const select = element("select", { autocomplete: "off" });
  for (const [value, text] of Object.entries(choices)) select.append(element("option", { value }, text));
  return field(select, select, options);
}

function showButton(words: Words, show: (shown: boolean) => void) {
  const node = element("button", { type: "button", class: "toggle" });
  let shown = false;
  const set = (next: boolean) => {
    shown = next;
    node.textContent = shown ? words.hide : words.show;
    node.setAttribute("aria-label", shown ? words.hideKey : words.showKey);
    show(shown);
  };
  node.addEventListener("click", () => set(!shown));
  set(false);
  return { node, hide: () => set(false) };
}

function field(
  control: Field["control"],
  box: HTMLElement,
  { label, hint }: FieldOptions,
  onClear: () => void = () => {},
): Field {
  const id = newId("field");
  const hintId = `${id}-hint`;
  const adviceId = `${id}-advice`;
  control.id = id;
  control.setAttribute("aria-describedby", hint === undefined ? adviceId : `${hintId} ${adviceId}`);
  // A region that is announced must be there before its text is.
  const advice = element("p", { id: adviceId, class: "advice", "aria-live": "polite" });
  const node = element(
    "div",
    { class: "field" },
    element("label", { for: id }, label),
    hint === undefined ? null : element("p", { id: hintId, class: "hint" }, hint),
    box,
    advice,
  );
  return {
    node,
    control,
    value: () => control.value,
    clear() {
      control.value = "";
      onClear();
    },
    tell(told) {
      advice.dataset.level = told?.level ?? "none";
      if (advice.textContent !== (told?.text ?? "")) advice.textContent = told?.text ?? "";
      if (told?.level === "error") control.setAttribute("aria-invalid", "true");
      else control.removeAttribute("aria-invalid");
    },
  };
}
