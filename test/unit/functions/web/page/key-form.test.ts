import { expect, it } from "vitest";
import { keyFormOf } from "../../../../../functions/web/page/key-form.ts";
import { GERMAN } from "../../../../../functions/web/page/words-de.ts";
import { ENGLISH } from "../../../../../functions/web/page/words-en.ts";
import { PROVIDERS } from "../../../../../shared/providers/catalogue.ts";

it.each([
  ["groq", { kind: "plain", region: false }],
  ["a-provider-of-the-deployment", { kind: "plain", region: false }],
  ["openai", { kind: "plain", region: true }],
  ["google-vertex", { kind: "document" }],
  ["azure", { kind: "parts", list: true, plain: false }],
  ["amazon-bedrock", { kind: "parts", list: false, plain: true }],
])("a key of %s is given in the form that the catalogue says", (provider, form) => {
  expect(keyFormOf(provider)).toMatchObject(form);
});

it("each provider has a form, and each part of a key has a name in both languages", () => {
  for (const slug of PROVIDERS.keys()) {
    const form = keyFormOf(slug);
    if (form.kind !== "parts") continue;
    for (const { name } of form.fields) {
      for (const words of [ENGLISH, GERMAN]) expect(words.parts[name]?.label, name).toBeTruthy();
    }
  }
});
