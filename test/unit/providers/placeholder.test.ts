import { describe, expect, it } from "vitest";
import { isPlaceholder } from "../../../shared/providers/placeholder.ts";
import { DOCUMENTED } from "../../support/data/synthetic-keys.ts";

describe("placeholders", () => {
  it.each([
    "your-api-key",
    "YOUR_API_KEY",
    "your-openai-api-key",
    "your-api-key-here",
    "<api-key>",
    "<YOUR_API_KEY>",
    "[secret]",
    '"changeme"',
    "changeme",
    "test",
    "undefined",
    "null",
    "none",
    "TODO",
    "[object Object]",
  ])("the word %s is a placeholder", (text) => {
    expect(isPlaceholder(text)).toBe(true);
  });

  it.each(["$OPENAI_API_KEY", "$" + "{OPENAI_API_KEY}", "{{ secrets.KEY }}", "%API_KEY%"])(
    "the unexpanded variable %s is a placeholder",
    (text) => {
      expect(isPlaceholder(text)).toBe(true);
    },
  );

  it.each([
    `sk-${"x".repeat(48)}`,
    "sk-xxxxxxxx",
    "sk-proj-xxxxxxxxxxxx",
    "sk-ant-api03-XXXXXXXX",
    "xxxx-xxxx-xxxx",
    "0".repeat(32),
    "************",
    "sk-...",
    "sk-…",
  ])("the repeated character of %s is a placeholder", (text) => {
    expect(isPlaceholder(text)).toBe(true);
  });

  it.each([
    "sk-proj-abc123...",
    "sk-...AbCd",
    "sk-xxxxxxxxy",
    "testing-1",
    "EMPTY-9",
    "ab",
    "your-friend",
    "$5",
    `your-${"a".repeat(80)}-key`,
  ])("the text %s is no placeholder", (text) => {
    expect(isPlaceholder(text)).toBe(false);
  });

  it.each(DOCUMENTED)("a key of %s is no placeholder", (_, key) => {
    expect(isPlaceholder(key)).toBe(false);
  });
});
