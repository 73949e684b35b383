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

describe("keys of their provider's usual shape", () => {
  it.each(DOCUMENTED)("a key of %s of the usual shape is accepted without a warning", (slug, key) => {
    expect(inspect(slug, key)).toMatchObject({ warnings: [], refusal: null });
  });
});

describe("doubtful keys", () => {
  it("a warning for an unusual shape is in words and without the key", () => {
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

  it("a warning names every usual shape", () => {
    expect(inspect("google-ai-studio", random(ALNUM, 20)).warnings[0]?.message).toMatch(/AIza .*; or AQ\. /);
  });

  it("the example of the public documentation is accepted as masked", () => {
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
  ])("an %s key that can do or last otherwise is accepted with a warning", (slug, key, code) => {
    expect(warningsOf(slug, key)).toEqual([code]);
  });

  it.each([
    ["mistral", `AIza${random(URL_SAFE, 35)}`, "a Google AI Studio"],
    ["deepseek", `sk-${random(ALNUM, 20)}T3BlbkFJ${random(ALNUM, 20, 8)}`, "an OpenAI"],
    ["ai21", `csk-${random(HEX, 48)}`, "a Cerebras"],
    ["openai", `ABSK${random(ALNUM, 128)}`, "an Amazon Bedrock"],
  ])(
    "a key under %s in a shape that only another provider uses is accepted with a warning",
    (slug, key, name) => {
      const { warnings, refusal } = inspect(slug, key);
      expect(refusal).toBeNull();
      expect(warnings).toEqual([
        { code: "other_provider_shape", message: expect.stringContaining(`This looks like ${name} key`) },
      ]);
    },
  );

  it("a key with characters that no HTTP header carries is accepted with a warning", () => {
    expect(warningsOf("ai21", `${random(ALNUM, 30)}é`)).toEqual(["non_ascii"]);
  });

  it("no shape is doubted where none is known", () => {
    expect(warningsOf("ai21", random(URL_SAFE, 77))).toEqual([]);
    expect(warningsOf("claude-on-aws", random(URL_SAFE, 77))).toEqual([]);
  });

  it("a key in JSON is doubted where plain text is usual", () => {
    expect(warningsOf("groq", '{ "key": "of some new form" }')).toEqual(["unusual_shape"]);
    expect(warningsOf("openai", '{ "key": "of some new form" }')).toEqual(["field_missing", "field_missing"]);
    expect(warningsOf("ai21", '{ "key": "of some new form" }')).toEqual([]);
  });
});

describe("keys that are certainly wrong", () => {
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
  ])("a key is refused as %s", (code, text) => {
    expect(inspect("openai", text)).toMatchObject({ label: "...", warnings: [], refusal: { code } });
  });

  it("a refusal says whose key it looks like", () => {
    expect(inspect("openai", anthropic).refusal?.message).toBe(
      "This looks like an Anthropic key, but the provider is OpenAI.",
    );
    expect(inspect("anthropic", openai).refusal?.message).toBe(
      "This looks like an OpenAI key, but the provider is Anthropic.",
    );
  });

  it("a key of kin is not refused", () => {
    expect(refusalOf("claude-on-aws", anthropic)).toBeNull();
    expect(refusalOf("amazon-nova", `bedrock-api-key-${random(ALNUM, 90)}`)).toBeNull();
    expect(refusalOf("amazon-bedrock", anthropic)).toBe("wrong_provider");
  });

  it("a short prefix that other keys may begin with by chance refuses nothing", () => {
    expect(refusalOf("cloudflare", `hf_${random(URL_SAFE, 37)}`)).toBeNull();
  });

  it("an Anthropic key is refused under every slug but its own family's", () => {
    const welcome = ["amazon-bedrock/claude-on-aws", "anthropic", "anthropic/2", "claude-on-aws"];
    expect([...PROVIDERS.keys()].filter((slug) => refusalOf(slug, anthropic) === null)).toEqual(welcome);
  });
});

describe("slugs that a deployment added", () => {
  it.each(DOCUMENTED)("an added slug takes a key of %s without a warning", (_, key) => {
    expect(inspect("acme", key)).toMatchObject({ warnings: [], refusal: null });
  });

  it("an added slug warns of a gateway's key, which may be the very thing it was added for", () => {
    expect(inspect("acme", `vck_${random(ALNUM, 56)}`)).toMatchObject({
      warnings: [{ code: "gateway_key" }],
      refusal: null,
    });
  });

  it("an added slug takes JSON of any form", () => {
    expect(inspect("acme", '[ { "any": "thing" } ]')).toMatchObject({ warnings: [], refusal: null });
  });

  it.each([
    ["empty", ""],
    ["placeholder", "YOUR_API_KEY"],
    ["whitespace", "two words"],
    ["control_characters", "bell\u0007"],
    ["control_characters", '{"half":"\ud800"}'],
  ])("an added slug refuses as %s what is no key at all", (code, text) => {
    expect(refusalOf("acme", text)).toBe(code);
  });
});

describe("an AWS access key id without its secret", () => {
  it("an AWS access key id alone is doubted, and noted as short-lived where it is", () => {
    expect(warningsOf("amazon-bedrock", `AKIA${random(BASE32, 16)}`)).toEqual(["unusual_shape"]);
    expect(warningsOf("amazon-bedrock", `ASIA${random(BASE32, 16)}`)).toEqual([
      "short_lived",
      "unusual_shape",
    ]);
  });

  it("an AWS access key id inside a key is not looked for", () => {
    expect(warningsOf("amazon-bedrock", `ABSK${random(ALNUM, 60)}ASIA${random(ALNUM, 60)}`)).toEqual([]);
  });
});
