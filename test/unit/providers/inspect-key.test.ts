import { describe, expect, it } from "vitest";
import { PROVIDERS } from "../../../shared/providers/catalogue.ts";
import {
  ALNUM,
  BASE32,
  DOCUMENTED,
  HEX,
  inspect,
  random,
  refusalOf,
  URL_SAFE,
  warningsOf,
} from "../../support/data/synthetic-keys.ts";

const openai = `sk-proj-${random(URL_SAFE, 74)}T3BlbkFJ${random(URL_SAFE, 74, 8)}`;
const anthropic = `sk-ant-api03-${random(URL_SAFE, 93)}AA`;

describe("a key of its provider's usual shape", () => {
  it.each(DOCUMENTED)("of %s is accepted without a word", (slug, key) => {
    expect(inspect(slug, key)).toMatchObject({ warnings: [], refusal: null });
  });
});

describe("a doubtful key is accepted with a warning", () => {
  it("for a shape that is not usual, in words and without the key", () => {
    expect(inspect("groq", "not-much-of-a-groq-key")).toEqual({
      label: "...-key",
      refusal: null,
      warnings: [
        {
          code: "unusual_shape",
          message: "This does not have a usual shape of a Groq key: gsk_ and 52 letters or digits.",
        },
      ],
    });
  });

  it("names every usual shape", () => {
    expect(inspect("google-ai-studio", random(ALNUM, 20)).warnings[0]?.message).toMatch(/AIza .*; or AQ\. /);
  });

  it("for the example of the public documentation", () => {
    expect(inspect("openai", "sk-proj-abc123...")).toEqual({
      label: "...",
      warnings: [{ code: "masked", message: "This looks like a shortened or masked key." }],
      refusal: null,
    });
  });

  it.each([
    ["anthropic", `sk-ant-admin01-${random(URL_SAFE, 93)}AA`, "admin_key"],
    ["openai", `sk-admin-${random(URL_SAFE, 58)}T3BlbkFJ${random(URL_SAFE, 58, 8)}`, "admin_key"],
    [
      "amazon-bedrock",
      `bedrock-api-key-${Buffer.from("bedrock.amazonaws.com/?Action").toString("base64url")}`,
      "short_lived",
    ],
  ])("for an %s key that can do or last otherwise", (slug, key, code) => {
    expect(warningsOf(slug, key)).toEqual([code]);
  });

  it.each([
    ["mistral", `AIza${random(URL_SAFE, 35)}`, "a Google AI Studio"],
    ["deepseek", `sk-${random(ALNUM, 20)}T3BlbkFJ${random(ALNUM, 20, 8)}`, "an OpenAI"],
    ["ai21", `csk-${random(HEX, 48)}`, "a Cerebras"],
    ["openai", `ABSK${random(ALNUM, 128)}`, "an Amazon Bedrock"],
  ])("under %s, for a shape that only another provider uses", (slug, key, name) => {
    const { warnings, refusal } = inspect(slug, key);
    expect(refusal).toBeNull();
    expect(warnings).toEqual([
      { code: "other_provider_shape", message: expect.stringContaining(`This looks like ${name} key`) },
    ]);
  });

  it("for characters no HTTP header carries", () => {
    expect(warningsOf("ai21", `${random(ALNUM, 30)}é`)).toEqual(["non_ascii"]);
  });

  it("and no shape is doubted where none is known", () => {
    expect(warningsOf("ai21", random(URL_SAFE, 77))).toEqual([]);
    expect(warningsOf("claude-on-aws", random(URL_SAFE, 77))).toEqual([]);
  });

  it("for JSON where plain text is usual", () => {
    expect(warningsOf("openai", '{ "key": "of some new form" }')).toEqual(["unusual_shape"]);
    expect(warningsOf("ai21", '{ "key": "of some new form" }')).toEqual([]);
  });
});

describe("a key that is certainly wrong is refused", () => {
  it.each([
    ["empty", ""],
    ["empty", " \n\t "],
    ["placeholder", "changeme"],
    ["whitespace", `${openai}\n`],
    ["whitespace", ` ${openai.slice(0, 90)} `],
    ["whitespace", `Bearer ${openai}`],
    ["control_characters", `${openai}\u0000`],
    ["control_characters", `${openai}\u200b`],
    ["control_characters", `${openai}\ud800`],
    ["wrong_provider", anthropic],
    ["gateway_key", `sk-or-v1-${random(HEX, 64)}`],
    ["gateway_key", `sk-or-mgmt-${random(HEX, 64)}`],
    ["gateway_key", `vck_${random(ALNUM, 56)}`],
    ["gateway_key", `ghp_${random(ALNUM, 36)}`],
    ["gateway_key", `github_pat_${random(ALNUM, 82)}`],
    ["gateway_key", `hf_${random("abcdefghijklmnopqrstuvwxyz", 34)}`],
  ])("as %s", (code, text) => {
    expect(inspect("openai", text)).toMatchObject({ label: "...", warnings: [], refusal: { code } });
  });

  it("says whose it looks like", () => {
    expect(inspect("openai", anthropic).refusal?.message).toBe(
      "This looks like an Anthropic key, but the provider is OpenAI.",
    );
    expect(inspect("anthropic", openai).refusal?.message).toBe(
      "This looks like an OpenAI key, but the provider is Anthropic.",
    );
  });

  it("unless kin take it too", () => {
    expect(refusalOf("claude-on-aws", anthropic)).toBeNull();
    expect(refusalOf("amazon-nova", `bedrock-api-key-${random(ALNUM, 90)}`)).toBeNull();
    expect(refusalOf("amazon-bedrock", anthropic)).toBe("wrong_provider");
  });

  it("but not for a short prefix that other keys may begin with by chance", () => {
    expect(refusalOf("cloudflare", `hf_${random(URL_SAFE, 37)}`)).toBeNull();
  });

  it("under every slug but its own family's", () => {
    const welcome = ["amazon-bedrock/claude-on-aws", "anthropic", "anthropic/2", "claude-on-aws"];
    expect([...PROVIDERS.keys()].filter((slug) => refusalOf(slug, anthropic) === null)).toEqual(welcome);
  });
});

describe("a slug that a deployment added", () => {
  it.each(DOCUMENTED)("takes a key of %s without a word", (_, key) => {
    expect(inspect("acme", key)).toMatchObject({ warnings: [], refusal: null });
  });

  it("warns of a gateway's key, which may be the very thing it was added for", () => {
    expect(inspect("acme", `vck_${random(ALNUM, 56)}`)).toMatchObject({
      warnings: [{ code: "gateway_key" }],
      refusal: null,
    });
  });

  it("takes JSON of any form", () => {
    expect(inspect("acme", '[ { "any": "thing" } ]')).toMatchObject({ warnings: [], refusal: null });
  });

  it.each([
    ["empty", ""],
    ["placeholder", "YOUR_API_KEY"],
    ["whitespace", "two words"],
    ["control_characters", "bell\u0007"],
    ["control_characters", '{"half":"\ud800"}'],
  ])("refuses as %s what is no key at all", (code, text) => {
    expect(refusalOf("acme", text)).toBe(code);
  });
});

describe("an AWS access key id without its secret", () => {
  it("is doubted, and noted as short-lived where it is", () => {
    expect(warningsOf("amazon-bedrock", `AKIA${random(BASE32, 16)}`)).toEqual(["unusual_shape"]);
    expect(warningsOf("amazon-bedrock", `ASIA${random(BASE32, 16)}`)).toEqual([
      "short_lived",
      "unusual_shape",
    ]);
  });

  it("is not looked for inside a key", () => {
    expect(warningsOf("amazon-bedrock", `ABSK${random(ALNUM, 60)}ASIA${random(ALNUM, 60)}`)).toEqual([]);
  });
});
