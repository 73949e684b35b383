import { describe, expect, it } from "vitest";
import { isPlaceholder } from "../../../shared/providers/placeholder.ts";
import { DOCUMENTED } from "../../support/data/synthetic-keys.ts";

describe("isPlaceholder", () => {
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
  ])("knows the word %s", (text) => {
    expect(isPlaceholder(text)).toBe(true);
  });

  it.each(["$OPENAI_API_KEY", "$" + "{OPENAI_API_KEY}", "{{ secrets.KEY }}", "%API_KEY%"])(
    "knows the unexpanded variable %s",
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
  ])("knows the repeated character of %s", (text) => {
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
  ])("leaves %s alone", (text) => {
    expect(isPlaceholder(text)).toBe(false);
  });

  it.each(DOCUMENTED)("leaves a key of %s alone", (_, key) => {
    expect(isPlaceholder(key)).toBe(false);
  });
});
