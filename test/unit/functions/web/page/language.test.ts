import { describe, expect, it } from "vitest";
import { wordsFor } from "../../../../../functions/web/page/language.ts";
import { GERMAN } from "../../../../../functions/web/page/words-de.ts";
import { ENGLISH } from "../../../../../functions/web/page/words-en.ts";

it.each([
  [["de"], "de"],
  [["de-AT", "en"], "de"],
  [["fr", "de-CH", "en"], "de"],
  [["en-GB", "de"], "en"],
  [["fr"], "en"],
  [["den"], "en"],
  [[], "en"],
])("a visitor whose languages are %j reads %s", (languages, language) => {
  expect(wordsFor(languages).language).toBe(language);
});

describe.each([
  ["English", ENGLISH],
  ["German", GERMAN],
])("the words in %s", (_, words) => {
  it("every advice is a sentence, and names the provider or the issuer only where it is known", () => {
    for (const [code, tell] of Object.entries(words.advice)) {
      for (const issuer of [null, "Anthropic"]) {
        const text = tell({ provider: "OpenAI", issuer });
        expect(text, code).toMatch(/^[\p{Lu}].*\.$/u);
        expect(text, code).not.toMatch(/null|undefined/);
      }
    }
  });

  it("every text is filled in, whatever is known of the link", () => {
    expect(words.lead.create(null, null)).toBeNull();
    expect(words.lead.create("Acme", null)).toContain("Acme");
    expect(words.lead.rotate("Acme", "production")).toContain("production");
    expect(words.doneText("OpenAI", null)).not.toContain("null");
    for (const { title, text } of Object.values(words.problems)) {
      expect(title).not.toMatch(/[.]$/);
      expect(text).toMatch(/\.$/);
    }
  });
});
