import { describe, expect, it } from "vitest";
import { looksLikeMask } from "../../../shared/providers/mask.ts";
import { azureDeployment, DOCUMENTED, inspect, serviceAccount } from "../../support/data/synthetic-keys.ts";

describe("looksLikeMask", () => {
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
  ])("takes %s for a mask", (text) => {
    expect(looksLikeMask(text)).toBe(true);
  });

  it.each(DOCUMENTED)("takes no key of %s for a mask", (_, key) => {
    expect(looksLikeMask(key)).toBe(false);
  });

  it("takes no credential in JSON for a mask", () => {
    expect(looksLikeMask(serviceAccount())).toBe(false);
    expect(looksLikeMask(JSON.stringify([azureDeployment(), azureDeployment()], null, 2))).toBe(false);
  });

  it("takes one whose secret was masked for a mask", () => {
    expect(looksLikeMask(JSON.stringify(azureDeployment({ api_key: "********" })))).toBe(true);
  });

  it.each(DOCUMENTED)("knows the label of a plain key of %s again", (slug, key) => {
    expect(looksLikeMask(inspect(slug, key).label)).toBe(true);
  });
});
