import { CallError } from "./call.ts";
import { button, fill, h } from "./dom.ts";

const SHOWN_MS = 8_000;

/** Where the page says what it has done. Screen readers read it out. */
export const noticeArea = h("div", { class: "notices", role: "status", "aria-live": "polite" });

/** Says what was done; for some seconds. */
export function notice(text: string, tone: "good" | "bad" = "good"): void {
  const line = h("p", { class: `notice ${tone}` }, text);
  line.append(button("Close", () => line.remove(), { class: "quiet" }));
  noticeArea.append(line);
  if (tone === "good") setTimeout(() => line.remove(), SHOWN_MS);
}

/** A failure in words, with what to do next. */
export function failureBox(error: unknown, again?: () => void): HTMLElement {
  const { message, hint, fields } = failureOf(error);
  return h(
    "div",
    { class: "failure", role: "alert" },
    h("p", { class: "failure-what" }, sentence(message)),
    ...fields.map(({ path, reason }) => h("p", { class: "mono" }, `${path}: ${reason}`)),
    hint !== undefined && h("p", {}, hint),
    again !== undefined && button("Try again", again),
  );
}

/** Fills an element with a failure, unless it shows the same one. */
export function showFailure(element: HTMLElement, error: unknown, again?: () => void): void {
  const box = failureBox(error, again);
  if (element.textContent !== box.textContent) fill(element, box);
}

export const failureText = (error: unknown): string => sentence(failureOf(error).message);

const failureOf = (error: unknown): CallError["failure"] =>
  error instanceof CallError
    ? error.failure
    : { kind: "internal", message: "the page failed; reload it with another link", fields: [] };

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
