import { generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import { adviseKey, advisePart } from "../../../../../functions/web/page/advise.ts";
import { Secret } from "../../../../../shared/kernel/secret.ts";
import { PROVIDERS } from "../../../../../shared/providers/catalogue.ts";
import { inspectKey } from "../../../../../shared/providers/inspect-key.ts";
import { keysOfEveryShape } from "../../../../support/data/keys-of-every-shape.ts";
import { ALNUM, DOCUMENTED, random } from "../../../../support/data/synthetic-keys.ts";

it("the page judges a key as the worker does: it holds up what would be refused, and nothing else", () => {
  for (const provider of [
    "openai",
    "azure",
    "google-vertex",
    "amazon-bedrock",
    "groq",
    "of-the-deployment",
  ]) {
    for (const key of [...keysOfEveryShape(), "changeme", "sk-...AbCd", '{"a": 1}', "$OPENAI_API_KEY"]) {
      const { refusal, label } = inspectKey(provider, new Secret(key));
      const advice = adviseKey(provider, key);
      expect(advice?.level === "error", `${provider} ${key}`).toBe(refusal !== null);
      expect(advice?.label).toBe(label);
    }
  }
});

it("a usual key of its provider is in order, and an empty field says nothing", () => {
  for (const [slug, key] of DOCUMENTED) {
    expect(["fine", "warning"], slug).toContain(adviseKey(slug, key)?.level);
  }
  expect(adviseKey("groq", `gsk_${random(ALNUM, 52)}`)).toMatchObject({ level: "fine", code: null });
  expect(adviseKey("groq", "")).toBeNull();
});

it("another provider's key is told with that provider's name, also in quotation marks", () => {
  const key = `sk-ant-api03-${random(ALNUM, 93)}AA`;
  for (const text of [key, `"${key}"`, `Bearer ${key}`]) {
    expect(adviseKey("openai", text)).toMatchObject({ level: "error", issuer: "Anthropic" });
  }
  expect(adviseKey("openai", `sk-or-v1-${random("0123456789abcdef", 64)}`)).toMatchObject({
    code: "gateway_key",
    issuer: "OpenRouter",
  });
});

it("each part of a key is judged by itself", () => {
  const fieldOf = (provider: string, name: string) => {
    const field = PROVIDERS.get(provider)?.json?.fields.find((one) => one.name === name);
    if (field === undefined) throw new Error("no such field");
    return field;
  };
  const judge = (name: string, value: string) => advisePart("azure", fieldOf("azure", name), value);
  expect(judge("endpoint_url", "https://acme.openai.azure.com")).toBeNull();
  expect(judge("endpoint_url", "http://acme.example")).toMatchObject({
    level: "warning",
    code: "unknown_host",
  });
  expect(judge("api_key", "changeme")).toMatchObject({ level: "error", code: "placeholder" });
  expect(judge("api_key", " ")).toBeNull();
  const id = advisePart("amazon-bedrock", fieldOf("amazon-bedrock", "accessKeyId"), "not-an-id");
  expect(id).toMatchObject({ level: "warning", code: "field_unusual" });
});

it("a whole service account is in order, and one whose key lost a part is held up", () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  const account = (private_key: string) =>
    JSON.stringify({ type: "service_account", private_key, client_email: "me@acme.iam.example.com" });
  expect(adviseKey("google-vertex", account(pem))?.level).toBe("warning");
  expect(adviseKey("google-vertex", account(pem.slice(200)))).toMatchObject({ code: "pem_invalid" });
});
