import { createPublicKey } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  ALNUM,
  awsAccessKey,
  azureDeployment,
  BASE32,
  HEX,
  inspect,
  PEM,
  random,
  refusalOf,
  serviceAccount,
  warningsOf,
} from "../../support/data/synthetic-keys.ts";

const azure = (overrides?: Record<string, unknown>): string => JSON.stringify(azureDeployment(overrides));

describe("Vertex service accounts", () => {
  it.each([
    ["as downloaded", serviceAccount()],
    ["with a region", serviceAccount({ region: "global" })],
    ["indented, with a last line break", `${JSON.stringify(JSON.parse(serviceAccount()), null, 2)}\n`],
  ])("a Vertex service account %s is accepted", (_, text) => {
    expect(inspect("google-vertex", text)).toMatchObject({ warnings: [], refusal: null });
  });

  it.each(["type", "private_key", "client_email"])(
    "a Vertex service account without %s is refused, by name",
    (name) => {
      const { refusal } = inspect("google-vertex", serviceAccount({ [name]: undefined }));
      expect(refusal).toEqual({
        code: "field_missing",
        message: expect.stringContaining(`lacks ${name},`),
      });
    },
  );

  it.each([
    ["a blank private_key", { private_key: " " }, "field_missing"],
    ["a private_key that is no text", { private_key: 1 }, "field_missing"],
    ["another type", { type: "authorized_user" }, "field_invalid"],
    ["a placeholder", { private_key: "your-private-key" }, "pem_invalid"],
  ])("a Vertex service account with %s is refused", (_, overrides, code) => {
    expect(refusalOf("google-vertex", serviceAccount(overrides))).toBe(code);
  });

  it.each([
    "project_id",
    "private_key_id",
    "client_id",
    "auth_uri",
    "token_uri",
    "auth_provider_x509_cert_url",
    "client_x509_cert_url",
    "universe_domain",
  ])("a Vertex service account without %s is accepted with a warning", (name) => {
    expect(inspect("google-vertex", serviceAccount({ [name]: undefined }))).toMatchObject({
      refusal: null,
      warnings: [{ code: "field_missing", message: expect.stringContaining(name) }],
    });
  });

  const literal = PEM.replaceAll("\n", "\\n");
  it.each([
    ["no PEM text", random(ALNUM, 99)],
    ["PEM cut short", PEM.slice(0, -200)],
    ["a public key", createPublicKey(PEM).export({ type: "spki", format: "pem" })],
    [
      "PEM around nothing",
      `-----BEGIN ${"PRIVATE KEY"}-----\n${random(ALNUM, 400)}\n-----END ${"PRIVATE KEY"}-----`,
    ],
  ])("a Vertex service account whose private_key is %s is refused", (_, private_key) => {
    expect(inspect("google-vertex", serviceAccount({ private_key })).refusal).toEqual({
      code: "pem_invalid",
      message: "In the JSON's private_key: This is not a private key in PEM.",
    });
  });

  it.each([literal, PEM.replaceAll("\n", "\\r\\n"), literal.replace("\\n", "\n")])(
    "a Vertex service account whose line breaks were escaped twice is refused, and told so: example %#",
    (private_key) => {
      expect(inspect("google-vertex", serviceAccount({ private_key })).refusal).toEqual({
        code: "pem_invalid",
        message: expect.stringContaining("escaped twice"),
      });
    },
  );

  it.each([
    ["plain text", random(ALNUM, 40)],
    ["text cut short", serviceAccount().slice(0, -1)],
    ["a list", `[${serviceAccount()}]`],
    ["a list of texts", `["${random(ALNUM, 40)}"]`],
    ["the private key alone", PEM],
  ])("no Vertex service account is %s", (_, text) => {
    expect(refusalOf("google-vertex", text)).toBe("not_json");
  });

  it("an empty object is no Vertex service account", () => {
    expect(refusalOf("google-vertex", "{}")).toBe("field_missing");
  });

  it.each(["openai", "google-ai-studio", "ai21"])("a Vertex service account is refused under %s", (slug) => {
    expect(inspect(slug, serviceAccount()).refusal).toEqual({
      code: "wrong_provider",
      message: expect.stringContaining("This looks like a Google Vertex AI key"),
    });
  });
});

describe("Azure credentials", () => {
  it.each([
    ["one deployment", azure()],
    ["a list of deployments", JSON.stringify([azureDeployment(), azureDeployment({ model_id: "o1" })])],
    ["a newer, longer key", azure({ api_key: random(ALNUM, 84) })],
    ["a Foundry host", azure({ endpoint_url: "https://demo.services.ai.azure.com/models/chat/completions" })],
  ])("an Azure credential is accepted as %s", (_, text) => {
    expect(inspect("azure", text)).toMatchObject({ warnings: [], refusal: null });
  });

  it.each(["model_slug", "endpoint_url", "api_key", "model_id"])(
    "an Azure credential without %s is accepted with a warning",
    (name) => {
      expect(inspect("azure", azure({ [name]: undefined }))).toMatchObject({
        refusal: null,
        warnings: [{ code: "field_missing", message: expect.stringContaining(name) }],
      });
    },
  );

  it.each([
    "http://demo.openai.azure.com/x",
    "https://openai.azure.com.example.org/x",
    "https://example.org/.openai.azure.com/",
    "https://demo.openai.azure.com@example.org/x",
    "https://evilopenai.azure.com/x",
    "https://169.254.169.254/x",
    "demo.openai.azure.com",
  ])("an Azure credential is accepted with a warning for the endpoint %s", (endpoint_url) => {
    expect(warningsOf("azure", azure({ endpoint_url }))).toEqual(["unknown_host"]);
  });

  it("an Azure credential has one warning for each member, however many deployments share it", () => {
    const many = Array.from({ length: 200 }, () => ({ anything: "else" }));
    expect(warningsOf("azure", JSON.stringify(many))).toEqual(Array(4).fill("field_missing"));
  });

  it("an Azure credential in plain text is accepted with a warning", () => {
    expect(warningsOf("azure", random(ALNUM, 32))).toEqual(["unusual_shape"]);
  });

  it.each([
    ["not_json", "{"],
    ["not_json", `[${azure()}`],
    ["not_json", "[1]"],
    ["field_missing", "[]"],
    ["field_missing", "[{}]"],
    ["placeholder", azure({ api_key: "your-azure-api-key" })],
  ])(
    "an Azure credential that starts like JSON but is none, or holds no key, is refused as %s",
    (code, text) => {
      expect(refusalOf("azure", text)).toBe(code);
    },
  );
});

describe("Bedrock credentials in JSON", () => {
  it("a Bedrock credential is accepted, also by Claude on AWS and Amazon Nova", () => {
    for (const slug of ["amazon-bedrock", "claude-on-aws", "amazon-nova"]) {
      expect(inspect(slug, awsAccessKey())).toMatchObject({ warnings: [], refusal: null });
    }
  });

  it("a Bedrock credential that is short-lived is accepted with a warning", () => {
    expect(warningsOf("amazon-bedrock", awsAccessKey({ accessKeyId: `ASIA${random(BASE32, 16)}` }))).toEqual([
      "short_lived",
    ]);
  });

  it.each([
    ["region", undefined, "field_missing"],
    ["region", "Virginia", "field_unusual"],
    ["accessKeyId", "admin", "field_unusual"],
    ["secretAccessKey", random(ALNUM, 39), "field_unusual"],
  ])("a Bedrock credential is accepted with a warning for the %s %j", (name, value, code) => {
    expect(warningsOf("amazon-bedrock", awsAccessKey({ [name]: value }))).toEqual([code]);
  });

  it.each(["accessKeyId", "secretAccessKey"])(
    "a Bedrock credential without %s is refused as half a pair",
    (name) => {
      expect(inspect("amazon-bedrock", awsAccessKey({ [name]: undefined })).refusal).toEqual({
        code: "field_missing",
        message: expect.stringContaining(name),
      });
    },
  );

  it("a Bedrock credential in a form that is not known yet is doubted but accepted", () => {
    expect(
      inspect("amazon-bedrock", '{"roleArn":"arn:aws:iam::1:role/x","region":"eu-west-1"}'),
    ).toMatchObject({
      label: "...",
      warnings: [{ code: "field_missing" }, { code: "field_missing" }],
      refusal: null,
    });
  });

  it.each(["{}", "[]", `[${awsAccessKey()}]`, awsAccessKey().slice(0, -2)])(
    "a Bedrock credential that lacks its members is refused: example %#",
    (text) => {
      expect(refusalOf("amazon-bedrock", text)).not.toBeNull();
    },
  );

  it("a Bedrock credential is refused under another provider", () => {
    expect(refusalOf("openai", awsAccessKey())).toBe("wrong_provider");
  });

  it("a text with one of a Bedrock credential's two members is only doubted under another provider", () => {
    expect(warningsOf("groq", '{"accessKeyId":"x"}')).toEqual(["unusual_shape"]);
  });
});

describe("secrets inside credentials in JSON", () => {
  const key = random(HEX, 32);
  const anthropic = `sk-ant-api03-${random(ALNUM, 93)}AA`;

  it.each([
    ["a line feed", `${key}\n`, "whitespace"],
    ["a space", ` ${key}`, "whitespace"],
    ["an invisible letter", `${key}\u200b`, "control_characters"],
    ["a NUL", `${key}\0`, "control_characters"],
    ["half of a surrogate pair", `${key}\ud800`, "control_characters"],
    ["the replacement character", `${key}\ufffd`, "damaged"],
    ["quotes", `"${key}"`, "wrapped"],
    ["a name", `AZURE_KEY=${key}`, "wrapped"],
    ["a reference", "op://Engineering/Azure/credential", "reference"],
    ["a template", "{{ secrets.AZURE }}", "template"],
    ["a placeholder", "<your-key>", "placeholder"],
    ["a mask", "abcd...wxyz", "placeholder"],
    ["a mask of asterisks", "ab**********yz", "placeholder"],
    ["another provider's key", anthropic, "wrong_provider"],
    ["another provider's key in quotes", `"${anthropic}"`, "wrong_provider"],
    ["a gateway's key", `sk-or-v1-${random(HEX, 64)}`, "gateway_key"],
    ["a management key of keyferry", `kf_mgmt_${random(ALNUM, 40)}`, "own_token"],
  ])("an Azure api_key with %s is refused, and so is an AWS secret", (_, secret, code) => {
    const { refusal } = inspect(
      "azure",
      JSON.stringify([azureDeployment(), azureDeployment({ api_key: secret })]),
    );
    expect(refusal).toEqual({ code, message: expect.stringMatching(/^In the JSON's api_key: /) });
    expect(refusalOf("amazon-bedrock", awsAccessKey({ secretAccessKey: secret }))).toBe(code);
  });

  it("a pair of AWS the wrong way round is refused", () => {
    const { accessKeyId, secretAccessKey } = JSON.parse(awsAccessKey());
    const swapped = awsAccessKey({ accessKeyId: secretAccessKey, secretAccessKey: accessKeyId });
    expect(inspect("amazon-bedrock", swapped).refusal).toEqual({
      code: "field_invalid",
      message: "The JSON's secretAccessKey and accessKeyId are the wrong way round.",
    });
    for (const pair of [{ secretAccessKey: accessKeyId }, { accessKeyId: secretAccessKey }]) {
      expect(refusalOf("amazon-bedrock", awsAccessKey(pair))).toBe("field_invalid");
    }
  });

  it.each(["azure", "amazon-bedrock", "openai", "ai21", "acme"])(
    "a member that stands twice in the JSON is refused under %s, however it is spelt",
    (slug) => {
      const text = JSON.stringify(azureDeployment());
      for (const again of ['"api_key":"x"', '"api\\u005fkey":"x"', '"model_id":"x"']) {
        expect(refusalOf(slug, text.replace("{", `{${again},`))).toBe("field_repeated");
      }
      expect(refusalOf(slug, `{"outer":{"a":1,"a":2},"api_key":"${key}"}`)).toBe("field_repeated");
    },
  );

  it.each(["azure", "openai", "ai21", "acme"])(
    "a damaged text anywhere in the JSON is refused under %s",
    (slug) => {
      for (const name of ["caf\ufffd", "\\ufffd"]) {
        expect(refusalOf(slug, `{"model_slug":{"deep":["${name}"]},"api_key":"${key}"}`)).toBe("damaged");
      }
    },
  );

  it.each(["openai", "ai21", "mistral"])("a key inside JSON that %s does not take is inspected", (slug) => {
    expect(refusalOf(slug, JSON.stringify({ apiKey: anthropic }))).toBe("wrong_provider");
    expect(refusalOf(slug, JSON.stringify({ a: { b: [`"${anthropic}"`] } }))).toBe("wrong_provider");
    expect(refusalOf(slug, JSON.stringify({ apiKey: "your-api-key" }))).toBe("placeholder");
    expect(refusalOf(slug, JSON.stringify({ token: "op://a/b/c" }))).toBe("reference");
  });

  it("JSON that nests too deeply is refused", () => {
    expect(refusalOf("ai21", `${'{"a":'.repeat(30)}1${"}".repeat(30)}`)).toBe("not_json");
  });
});
