import { tellParent } from "./embedding.ts";
import { readFragment } from "./fragment.ts";
import { keyEntry } from "./key-entry.ts";
import { wordsFor } from "./language.ts";
import { linkClient, type OpenLink } from "./link-client.ts";
import { isPinned, sealKey } from "./seal-key.ts";
import { doneView, formView, problemView, type View } from "./views.ts";
import type { Problem } from "./words.ts";

/*
 * The page of an intake link: reads the link's fragment and clears it, asks the door what the link is for, seals the key that the
 * visitor gives, and sends the seal. Nothing else leaves the page, and nothing stays in it.
 */

const words = wordsFor(navigator.languages);
document.documentElement.lang = words.language;

const card = document.querySelector("main") as HTMLElement;
const isFramed = window.parent !== window;

const secret = readFragment(location.hash);
// The token must be neither in the history nor in what a visitor copies from the address bar.
history.replaceState(null, "", location.pathname);

const client = linkClient(location.pathname, {
  fetch: (...request) => fetch(...request),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  now: () => performance.now(),
});

function show({ nodes, heading }: View): void {
  card.replaceChildren(...nodes);
  card.removeAttribute("aria-busy");
  document.title = heading.textContent ?? document.title;
  // A frame takes the focus from the page around it only where the visitor is in the frame already.
  if (!isFramed || document.hasFocus()) heading.focus();
}

/** Problems that may be over at the next attempt. */
const PASSING: ReadonlySet<Problem> = new Set(["offline", "unavailable"]);

const stop = (problem: Problem) =>
  show(problemView(problem, words, PASSING.has(problem) ? () => void start() : null));

async function start(): Promise<void> {
  if (secret === null) return stop("incomplete");
  if (!window.isSecureContext || !globalThis.crypto?.subtle) return stop("no_crypto");
  const answer = await client.open(secret.token);
  if ("problem" in answer) return stop(answer.problem);
  const link = answer.data;
  if (!(await isPinned(link.jwk, secret.thumbprint).catch(() => false))) return stop("other_key");
  ask(link, secret.token);
}

function ask(link: OpenLink, token: string): void {
  const context = { provider: link.provider, providerName: link.provider_name, words };
  const entry = keyEntry(context);
  const view = formView(link, entry, words);
  /** The last key that was sealed: the same seal, sent again, is the same command, and never counts as another key. */
  let last: { readonly text: string; readonly sealed: string } | null = null;

  async function send(): Promise<void> {
    const text = entry.text();
    if (last?.text !== text) last = { text, sealed: await sealKey(text, link.jwk, link.seal) };
    const answer = await client.redeem(token, last.sealed, () => view.busy("longer"));
    if ("data" in answer) {
      entry.clear();
      last = null;
      show(doneView(link, answer.data, words, isFramed));
      if (isFramed) tellParent(window.parent, answer.data, link.allowed_origins);
      return;
    }
    const { problem } = answer;
    if (problem === "not_found" || problem === "used") {
      entry.clear();
      last = null;
      // The door tells a link that was used and a key that was replaced otherwise by one status.
      return stop(problem === "used" && link.purpose === "rotate" ? "replaced" : problem);
    }
    view.fail(problem);
  }

  let isSending = false;
  view.form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isSending) return;
    const wrong = entry.check();
    if (wrong !== null) return wrong.control.focus();
    isSending = true;
    view.busy("begun");
    send()
      // Nothing was sent: the browser made no seal.
      .catch(() => view.fail("no_crypto"))
      .finally(() => {
        isSending = false;
      });
  });
  // A visitor who comes back to the page by the browser's history finds no key in it.
  window.addEventListener("pagehide", () => {
    entry.clear();
    if (!isSending) last = null;
  });
  show(view);
}

void start();
