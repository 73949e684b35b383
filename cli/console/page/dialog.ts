import { button, h } from "./dom.ts";

interface Question {
  readonly title: string;
  readonly text: string;
  /** What must be typed. */
  readonly word: string;
  readonly action: string;
}

/** Asks before something that cannot be undone, and takes it for meant only when a word is typed. */
export function confirmByTyping({ title, text, word, action }: Question): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const input = h("input", {
    id: "confirmation",
    class: "mono question-input",
    autocomplete: "off",
    spellcheck: "false",
  });
  const act = h("button", { type: "submit", class: "bad", disabled: true }, action);
  const form = h(
    "form",
    {},
    h("h2", { id: "question" }, title),
    h("p", { class: "question-text" }, text),
    h(
      "label",
      { for: "confirmation", class: "question-label" },
      "Type ",
      h("strong", { class: "mono" }, word),
      " to go on",
    ),
    input,
    h(
      "div",
      { class: "actions" },
      button("Cancel", () => dialog.close()),
      act,
    ),
  );
  const dialog = h("dialog", { "aria-labelledby": "question" }, form);
  let isMeant = false;
  input.addEventListener("input", () => {
    act.disabled = input.value.trim() !== word;
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    isMeant = input.value.trim() === word;
    if (isMeant) dialog.close();
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    resolve(isMeant);
  });
  document.body.append(dialog);
  dialog.showModal();
  input.focus();
  return promise;
}
