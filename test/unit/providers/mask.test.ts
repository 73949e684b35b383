import { describe, expect, it } from "vitest";
import { looksLikeMask } from "../../../shared/providers/mask.ts";
import { azureDeployment, DOCUMENTED, inspect, serviceAccount } from "../../support/data/synthetic-keys.ts";

describe("masks", () => {
  it.each([
    "...",
    "sk-...AbCd",
    "sk-…AbCd",
    "...AbCd",
    "sk-proj-abc123...",
    "****",
    "sk-****AbCd",
    "sk-**AbCd",
    "••••••••AbCd",
    "●●●●",
    "[secret]",
    "[REDACTED]",
    "sk-[redacted]",
    "sk-xxxxxxxxAbCd",
    "sk-XXXXXXAbCd",
    "sk-<hidden>",
    "sk-(truncated)AbCd",
    "████AbCd",
    "sk-∗∗∗∗AbCd",
    "sk-⋯AbCd",
    "####AbCd",
  ])("the text %s is a mask", (text) => {
    expect(looksLikeMask(text)).toBe(true);
  });

  it.each(DOCUMENTED)("no key of %s is taken for a mask", (_, key) => {
    expect(looksLikeMask(key)).toBe(false);
  });

  it("no credential in JSON is taken for a mask", () => {
    expect(looksLikeMask(serviceAccount())).toBe(false);
    expect(looksLikeMask(JSON.stringify([azureDeployment(), azureDeployment()], null, 2))).toBe(false);
  });

  it("a credential in JSON whose secret was masked is a mask", () => {
    expect(looksLikeMask(JSON.stringify(azureDeployment({ api_key: "********" })))).toBe(true);
  });

  it.each(DOCUMENTED)("the label of a plain key of %s is a mask", (slug, key) => {
    expect(looksLikeMask(inspect(slug, key).label)).toBe(true);
  });
});
