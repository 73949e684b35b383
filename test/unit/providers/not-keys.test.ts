import { describe, expect, it } from "vitest";
import { NOT_KEYS, notKeyOf } from "../../../shared/providers/not-keys.ts";
import {
  ALNUM,
  DOCUMENTED,
  inspect,
  random,
  refusalOf,
  URL_SAFE,
} from "../../support/data/synthetic-keys.ts";

const ai21 = random(ALNUM, 32);
const anthropic = `sk-ant-api03-${random(URL_SAFE, 93)}AA`;

/** A slug with known shapes, one without, one that the deployment added. */
const SLUGS = ["openai", "ai21", "acme"];

const refusalsOf = (text: string) => SLUGS.map((slug) => refusalOf(slug, text));

const examples = NOT_KEYS.flatMap((entry) => entry.examples.map((example) => ({ ...entry, example })));

describe("the table of what is no key", () => {
  it.each(examples)("the text $example is $kind, under every slug", ({ example, kind, code }) => {
    expect(notKeyOf(example)?.kind).toBe(kind);
    for (const slug of SLUGS) {
      const { refusal } = inspect(slug, example);
      expect(["placeholder", code]).toContain(refusal?.code);
      expect(refusal?.message).not.toContain(example);
    }
  });

  it("every row of the table has a source and an example", () => {
    for (const { source, examples: texts } of NOT_KEYS) {
      expect(source).not.toBe("");
      expect(texts.length).toBeGreaterThan(0);
    }
  });

  it.each(DOCUMENTED)("no key of %s is in the table", (_, key) => {
    expect(notKeyOf(key)).toBeNull();
  });

  it("every pattern of the table takes linear time on long texts of what it looks for", () => {
    const parts = [
      "a",
      "a.",
      "a_",
      "a/",
      "(",
      "[",
      "{{",
      "%",
      "$",
      "_",
      "@",
      "#",
      ":",
      "E+",
      "=",
      '"',
      "-key",
      "eyJ.",
      "..",
      "\\",
    ];
    const timeOf = (part: string, length: number): number => {
      const text = part.repeat(length / part.length);
      const since = performance.now();
      for (const slug of SLUGS) inspect(slug, text);
      for (const head of ["a(", "a[", "eyJ", "%", "__", "@@", "##"]) inspect("ai21", `${head}${text}`);
      return performance.now() - since;
    };
    for (const part of parts) {
      const [little, much] = [timeOf(part, 4_000), timeOf(part, 32_000)];
      // Quadratic time would be 64 times as much; and no machine is this slow.
      expect(much < 500 || much / little < 24, `${part}: ${Math.round(much)} ms`).toBe(true);
    }
  });
});

describe("texts that stand for a key", () => {
  it.each([
    ...["user_provided", "EMPTY", "not-needed", "sk-no-key-required", "sk-1234", "<OPENAI_API_KEY>"],
    ...[
      "sk-your-key-here",
      "dummy-key",
      "test-key",
      "-",
      "N/A",
      "none",
      "(none)",
      "keine",
      "ollama",
      "lm-studio",
    ],
    ...[
      "your_groq_api_key",
      "gsk_your_groq_api_key",
      "AIzaSyYOUR_API_KEY_HERE",
      "replace-with-your-key",
      "my-api-key",
    ],
    ...[
      "sk-abcdefghijklmnopqrstuvwxyz123456",
      "0123456789abcdef0123456789abcdef",
      "changeme123",
      "abc123",
      "openai",
    ],
    ...[
      "12345678-1234-1234-1234-123456789012",
      `AKIA${"IOSFODNN7"}EXAMPLE`,
      "key goes here",
      "TODO: add key",
      "?",
      "--",
    ],
    ...[
      "REDACTED",
      "***REDACTED***",
      "hidden",
      "fake_token_123",
      "[YOUR_KEY]",
      "sk-proj-PLACEHOLDER",
      "notset",
      "false",
    ],
  ])("the text %s is refused as a placeholder under every slug", (text) => {
    expect(refusalsOf(text)).toEqual(["placeholder", "placeholder", "placeholder"]);
  });

  it.each([
    ["aws-sm://prod/openai", "reference"],
    ["bws:5f3a", "reference"],
    ["data.aws_ssm_parameter.key.value", "reference"],
    ["lookup('env','OPENAI')", "reference"],
    ["$" + "{self:custom.key}", "template"],
    ["{api_setting}", "wrapped"],
    ["<<API_SETTING>>", "wrapped"],
    ["gcp:secretmanager:openai", "reference"],
    ["%2Frun%2Fsecrets%2Fx", "reference"],
    ["$" + "{file(./key)}", "template"],
    ["cat /run/secrets/openai", "whitespace"],
    ["import.meta.env.VITE_OPENAI", "reference"],
    [`${"process"}.env.OPENAI_API_KEY`, "reference"],
    ["ENC[KMS,abc]", "encrypted"],
  ])("the text %s, of a tool that no row names, is refused as %s", (text, code) => {
    expect(refusalsOf(text)).toEqual([code, code, code]);
  });
});

describe("wrapped keys", () => {
  const wrappers: readonly (readonly [string, (key: string) => string])[] = [
    ["quotation marks", (key) => `"${key}"`],
    ["apostrophes", (key) => `'${key}'`],
    ["backticks", (key) => `\`${key}\``],
    ["smart quotes", (key) => `“${key}”`],
    ["angle quotes", (key) => `«${key}»`],
    ["one quotation mark", (key) => `${key}"`],
    ["a spreadsheet's apostrophe", (key) => `'${key}`],
    ["a spreadsheet's formula", (key) => `="${key}"`],
    ["an equals sign", (key) => `=${key}`],
    ["brackets", (key) => `[${key}]`],
    ["angle brackets", (key) => `<${key}>`],
    ["a comma", (key) => `${key},`],
    ["a semicolon", (key) => `${key};`],
    ["a name", (key) => `SOME_API_KEY=${key}`],
    ["a name in lower case", (key) => `apikey=${key}`],
    ["a header", (key) => `x-api-key:${key}`],
    ["a member of JSON", (key) => `"apiKey":"${key}"`],
    ["a member of JSON and a comma", (key) => `"api_key":"${key}",`],
    ["an escaped space", (key) => `Bearer%20${key}`],
    ["escaped quotation marks", (key) => `%22${key}%22`],
    ["HTML's quotation marks", (key) => `&quot;${key}&quot;`],
    ["an escaped line feed", (key) => `${key}\\n`],
    ["Python's bytes", (key) => `b'${key}'`],
    ["a list", (key) => `["${key}"]`],
    ["JSON cut short", (key) => `{"key":"${key}"`],
    ["PowerShell's variable", (key) => `$env:SOME_KEY="${key}"`],
    ["an option", (key) => `--api-key=${key}`],
  ];

  it.each(wrappers)("a key in %s is refused under every slug", (_, wrap) => {
    expect(refusalsOf(wrap(ai21))).toEqual(["wrapped", "wrapped", "wrapped"]);
    expect(inspect("openai", wrap(ai21)).refusal?.message).not.toContain(ai21.slice(0, 5));
  });

  it.each([
    ...wrappers,
    ["a Bearer scheme", (key: string) => `Bearer ${key}`] as const,
    ["a header with a space", (key: string) => `x-api-key: ${key}`] as const,
    ["an export", (key: string) => `export SOME_KEY="${key}"`] as const,
    ["a curl option", (key: string) => `-H "Authorization: Bearer ${key}"`] as const,
    ["white space", (key: string) => ` ${key}\n`] as const,
  ])("another provider's key in %s is told as such", (_, wrap) => {
    expect(inspect("openai", wrap(anthropic)).refusal).toEqual({
      code: "wrong_provider",
      message: "This looks like an Anthropic key, but the provider is OpenAI.",
    });
  });

  it.each(wrappers.slice(0, 8))("a reference in %s is told as such", (_, wrap) => {
    expect(["reference", "wrapped"]).toContain(refusalOf("ai21", wrap("op://Engineering/AI21/credential")));
  });
});

describe("characters that no key has", () => {
  it.each(["\ufffd", "a\ufffdb"])(
    "a key with the replacement character is refused as damaged: %j",
    (part) => {
      const text = `${ai21}${part}${ai21}`;
      expect(refusalsOf(text)).toEqual(["damaged", "damaged", "damaged"]);
    },
  );

  it.each([
    "\u2800",
    "\u3164",
    "\ufe0f",
    "\u034f",
    "\u115f",
    "\uffa0",
    "\u200b",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u202e",
  ])("a key with the invisible letter %j is refused", (letter) => {
    const expected = /\s/.test(letter) ? "whitespace" : "control_characters";
    expect(refusalsOf(`${ai21}${letter}${ai21}`)).toEqual([expected, expected, expected]);
  });

  it.each(["ʋ", "–", "ｋ", "а", "‑"])(
    "a key with the look-alike %s is refused where the provider's keys are known to be ASCII, else doubted",
    (letter) => {
      expect(refusalsOf(`sk-${ai21}${letter}${ai21}`)).toEqual(["not_ascii", null, null]);
    },
  );

  it("a PEM file is refused as a key of a provider that takes none", () => {
    expect(refusalsOf(`-----BEGIN ${"PUBLIC"} KEY-----\nMIIB\n`)).toEqual([
      "not_a_key",
      "not_a_key",
      "not_a_key",
    ]);
  });
});
