import { element } from "./dom.ts";
import type { KeyEntry } from "./entry.ts";
import type { OpenLink, Redeemed } from "./link-client.ts";
import { returnTarget } from "./return-target.ts";
import type { Problem, Words } from "./words.ts";

/** What a visitor sees at one time. */
export interface View {
  readonly nodes: readonly Node[];
  /** The heading, which gets the focus, so that screen readers say where the visitor is. */
  readonly heading: HTMLElement;
}

/** The form, and what the page tells beside it while a key is sent. */
export interface FormView extends View {
  readonly form: HTMLFormElement;
  /** Tells that a key is being sent, and then that it takes longer. */
  busy(stage: "begun" | "longer"): void;
  /** Tells why the key was not sent or stored; the visitor may try again. */
  fail(problem: Problem): void;
}

const heading = (text: string) => element("h1", { tabindex: "-1" }, text);

export function formView(link: OpenLink, entry: KeyEntry, words: Words): FormView {
  const { purpose, provider_name, workspace_label, name, expires_at } = link;
  const title = heading(words.title[purpose](provider_name));
  const submit = element("button", { type: "submit", class: "primary" }, words.submit);
  const status = element("p", { class: "status", role: "status" });
  const failure = element("div", { class: "failure", role: "alert" });
  const form = element(
    "form",
    { novalidate: true, autocomplete: "off" },
    entry.node,
    failure,
    submit,
    status,
    element("p", { class: "promise" }, words.promise),
  );
  const lead = words.lead[purpose](workspace_label, name);
  return {
    heading: title,
    nodes: [
      title,
      ...(lead === null ? [] : [element("p", { class: "lead" }, lead)]),
      form,
      element(
        "details",
        { class: "how" },
        element("summary", {}, words.howTitle),
        element("ul", {}, ...words.how.map((text) => element("li", {}, text))),
      ),
      element("p", { class: "foot" }, words.expires(dateOf(expires_at, words))),
    ],
    form,
    busy(stage) {
      // A button that is disabled outright would lose the focus.
      submit.setAttribute("aria-disabled", "true");
      submit.textContent = words.submitting;
      // Screen readers announce the status; the button shows the same to everybody else.
      status.textContent = stage === "begun" ? words.submitting : words.stillSaving;
      status.classList.toggle("unseen", stage === "begun");
      failure.replaceChildren();
    },
    fail(problem) {
      submit.removeAttribute("aria-disabled");
      submit.textContent = words.submit;
      status.textContent = "";
      const { title: what, text } = words.problems[problem];
      failure.replaceChildren(element("strong", {}, what), element("p", {}, text));
    },
  };
}

/** @param isFramed whether another page shows this one, and takes the visitor on by itself. */
export function doneView(
  link: OpenLink,
  { label, return_url }: Redeemed,
  words: Words,
  isFramed: boolean,
): View {
  const title = heading(words.doneTitle);
  const back = return_url === null || isFramed ? null : linkTo(return_url, words);
  return {
    heading: title,
    nodes: [
      element("p", { class: "mark", "aria-hidden": "true" }, "✓"),
      title,
      element("p", {}, words.doneText(link.provider_name, link.workspace_label)),
      element("dl", {}, element("dt", {}, words.doneLabel), element("dd", {}, element("code", {}, label))),
      back ?? element("p", { class: "foot" }, words.doneClose),
    ],
  };
}

/** @param retry null where trying again cannot help. */
export function problemView(problem: Problem, words: Words, retry: (() => void) | null): View {
  const { title, text } = words.problems[problem];
  const shown = heading(title);
  const nodes: Node[] = [shown, element("p", {}, text)];
  if (retry !== null) {
    const button = element("button", { type: "button", class: "primary" }, words.retry);
    button.addEventListener("click", retry, { once: true });
    nodes.push(button);
  }
  return { heading: shown, nodes };
}

function linkTo(url: string, words: Words): HTMLElement | null {
  const target = returnTarget(url);
  return (
    target &&
    element("a", { class: "primary", href: target.href, rel: "noreferrer" }, words.back(target.host))
  );
}

/** In the visitor's own way of writing dates, where it is one of the page's language. */
function dateOf(iso: string, { language }: Words): string {
  const locale = navigator.language.startsWith(language) ? navigator.language : language;
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short" }).format(new Date(iso));
}
