import { describe, expect, it } from "vitest";
import {
  ALNUM,
  awsAccessKey,
  azureDeployment,
  inspect,
  random,
  serviceAccount,
} from "../../support/data/synthetic-keys.ts";

const labelOf = (slug: string, text: string): string => inspect(slug, text).label;

describe("the label of a plain key", () => {
  it.each([
    ["openai", `sk-proj-${random(ALNUM, 40)}AbCd`, "sk-...AbCd"],
    ["anthropic", `sk-ant-api03-${random(ALNUM, 91)}AbCd`, "sk-...AbCd"],
    ["groq", `gsk_${random(ALNUM, 48)}AbCd`, "gsk_...AbCd"],
    ["google-ai-studio", `AIza${random(ALNUM, 31)}AbCd`, "AIza...AbCd"],
    ["google-ai-studio", `AQ.${random(ALNUM, 46)}AbCd`, "AQ....AbCd"],
    ["amazon-bedrock", `bedrock-api-key-${random(ALNUM, 46)}AbCd`, "bedrock-...AbCd"],
    ["friendli", `flp_${random(ALNUM, 36)}AbCd`, "flp_...AbCd"],
    ["mistral", `${random(ALNUM, 28)}AbCd`, "...AbCd"],
  ])("the label of a key of %s is its prefix and its last four characters", (slug, key, label) => {
    expect(labelOf(slug, key)).toBe(label);
  });

  it("a label shows no prefix that is not public, even before a separator", () => {
    expect(labelOf("ai21", `correct-horse-battery-${random(ALNUM, 12)}AbCd`)).toBe("...AbCd");
    expect(labelOf("acme", `acme_live_${random(ALNUM, 28)}AbCd`)).toBe("...AbCd");
  });

  it("a label shows the last four characters of sixteen, and none of fifteen", () => {
    expect(labelOf("mistral", `${random(ALNUM, 12)}AbCd`)).toBe("...AbCd");
    expect(labelOf("mistral", `${random(ALNUM, 11)}AbCd`)).toBe("...");
  });

  it("the prefix of a key does not count towards the sixteen characters", () => {
    expect(labelOf("openai", `sk-${random(ALNUM, 11)}AbCd`)).toBe("...");
  });

  it("a label shows nothing that is not printable ASCII", () => {
    expect(labelOf("mistral", `${random(ALNUM, 30)}é€`)).toBe("...");
  });
});

describe("the label of a credential in JSON", () => {
  it("the label for Bedrock is the access key id", () => {
    const text = awsAccessKey();
    expect(labelOf("amazon-bedrock", text)).toBe(JSON.parse(text).accessKeyId);
  });

  it("a text that is no access key id is never a label", () => {
    expect(labelOf("amazon-bedrock", awsAccessKey({ accessKeyId: random(ALNUM, 40) }))).toBe("...");
  });

  it("the label for Vertex is the account's address", () => {
    expect(labelOf("google-vertex", serviceAccount())).toBe("ferry@demo.iam.gserviceaccount.com");
  });

  it("the label for Azure is the host, without port, path or user", () => {
    const endpoint_url = "https://me:pw@Demo.openai.azure.com:8443/openai?api-version=1";
    expect(labelOf("azure", JSON.stringify(azureDeployment({ endpoint_url })))).toBe("demo.openai.azure.com");
  });

  it("the label for an Azure list is every host, each once", () => {
    const other = azureDeployment({ endpoint_url: "https://other.openai.azure.com/x" });
    expect(labelOf("azure", JSON.stringify([azureDeployment(), other, azureDeployment()]))).toBe(
      "demo.openai.azure.com, other.openai.azure.com",
    );
  });

  it("a label keeps within 100 characters, with whole hosts only", () => {
    const many = Array.from({ length: 20 }, (_, n) =>
      azureDeployment({ endpoint_url: `https://resource-${n}.openai.azure.com/x` }),
    );
    const label = labelOf("azure", JSON.stringify(many));
    expect(label.length).toBeLessThanOrEqual(100);
    expect(label.split(", ").every((host) => /^resource-\d+\.openai\.azure\.com$/.test(host))).toBe(true);
  });

  it.each([
    ["azure", JSON.stringify(azureDeployment({ endpoint_url: undefined }))],
    ["azure", JSON.stringify(azureDeployment({ endpoint_url: `https://${random(ALNUM, 32)}` }))],
    ["azure", JSON.stringify(azureDeployment({ endpoint_url: "http://demo.openai.azure.com" }))],
    ["openai", JSON.stringify({ key: random(ALNUM, 48) })],
    ["acme", `[{"key":"${random(ALNUM, 48)}"}]`],
  ])("a label for %s shows nothing where no member is safe", (slug, text) => {
    expect(inspect(slug, text)).toMatchObject({ label: "...", refusal: null });
  });

  it("a label shows nothing of a refused key", () => {
    expect(labelOf("openai", `sk-ant-api03-${random(ALNUM, 95)}`)).toBe("...");
  });
});
