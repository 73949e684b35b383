import type { Advice } from "./advise.ts";
import type { Field, Told } from "./fields.ts";
import type { Words } from "./words.ts";

/** The part of the form in which a key is given, whatever its parts are. */
export interface KeyEntry {
  readonly node: HTMLElement;
  /** The key as it will be sealed; an empty text if nothing was given. */
  text(): string;
  /** Tells at each field what is wrong with it. @returns the first field that must be mended; null if the key may be sent. */
  check(): Field | null;
  /** Forgets what was given. */
  clear(): void;
}

/** Whose key is asked for, and in which language. */
export interface EntryContext {
  /** The provider's slug, and the name that people know. */
  readonly provider: string;
  readonly providerName: string;
  readonly words: Words;
}

/** The text of an advice; null where there is nothing to tell. */
export function toldOf(advice: Advice | null, { words, providerName }: EntryContext): Told | null {
  if (advice === null) return null;
  const { level, code, issuer, label } = advice;
  const text = code === null ? words.fine(label) : words.advice[code]({ provider: providerName, issuer });
  return { level, text };
}

/** How long a visitor pauses before a field is judged, in milliseconds: nobody wants to be corrected in the middle of a word. */
const PAUSE_MS = 350;

/** Calls `judge` after each change of the field: at once after a paste, otherwise when the visitor pauses or leaves it. */
export function whenChanged({ control }: Field, judge: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const soon = (milliseconds: number) => {
    clearTimeout(timer);
    timer = setTimeout(judge, milliseconds);
  };
  control.addEventListener("input", () => soon(PAUSE_MS));
  control.addEventListener("paste", () => soon(0));
  control.addEventListener("change", () => soon(0));
}
