import { type Advice, adviseKey } from "./advise.ts";
import { element, newId } from "./dom.ts";
import { type EntryContext, type KeyEntry, toldOf, whenChanged } from "./entry.ts";
import { documentField } from "./fields.ts";
import { documentText } from "./key-text.ts";

/** No service account is longer; a larger file is not even read. In bytes. */
const MAX_FILE = 256 * 1024;

/** A key that is a file: chosen, dropped or pasted, and read in the browser alone. */
export function documentEntry(context: EntryContext): KeyEntry {
  const { words, provider } = context;
  const id = newId("file");
  const input = element("input", { type: "file", id, accept: ".json,application/json", class: "file" });
  const prompt = element("span", { class: "prompt" }, words.chooseFile);
  const zone = element("label", { class: "zone", for: id }, prompt);
  const state = element("p", { class: "hint", role: "status" });
  const pasted = documentField({ label: words.pasteLabel }, words);
  const paste = element("details", {}, element("summary", {}, words.pasteInstead), pasted.node);

  const text = () => documentText(pasted.value());
  const advice = () => ofDocument(adviseKey(provider, text()));
  const judge = () => pasted.tell(toldOf(advice(), context));
  whenChanged(pasted, judge);

  async function read(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    const content = file.size > MAX_FILE ? null : await file.text().catch(() => null);
    // The browser may keep the name of a chosen file, and needs no longer know which it is.
    input.value = "";
    pasted.control.value = content ?? "";
    prompt.textContent = content === null ? words.chooseFile : words.otherFile;
    judge();
    const told = toldOf(advice(), context);
    const isFine = told?.level === "fine";
    state.textContent =
      content === null ? words.notReadable : `${words.fileRead(file.name)} ${isFine ? told.text : ""}`.trim();
    // What is wrong with the file is told at the field that shows its content.
    paste.open = content !== null && !isFine;
  }

  input.addEventListener("change", () => void read(input.files?.[0]));
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    void read(event.dataTransfer?.files[0]);
  });

  return {
    node: element(
      "div",
      { class: "entry" },
      element(
        "div",
        { class: "field" },
        element("p", { class: "label" }, words.file),
        element("p", { class: "hint" }, words.fileHint),
        input,
        zone,
        state,
      ),
      paste,
    ),
    text,
    check() {
      if (text() === "") {
        paste.open = true;
        pasted.tell({ level: "error", text: words.required });
        return pasted;
      }
      judge();
      if (advice()?.level !== "error") return null;
      paste.open = true;
      return pasted;
    },
    clear() {
      pasted.clear();
      pasted.tell(null);
      prompt.textContent = words.chooseFile;
      state.textContent = "";
    },
  };
}

/** A document that lacks what makes it one, or has something else there, is simply another document. */
const ofDocument = (advice: Advice | null): Advice | null =>
  advice?.level === "error" && (advice.code === "field_missing" || advice.code === "field_invalid")
    ? { ...advice, code: "not_json" }
    : advice;
