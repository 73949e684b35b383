import { describe, expect, it } from "vitest";
import { rowValidator } from "../../../../cli/import/validate-row.ts";
import { providerSlugs } from "../../../../shared/providers/slug.ts";
import { rawKey, WORKSPACE } from "../../../support/data/fixtures.ts";
import { createBody, doorWorld } from "../../../support/worlds/door-world.ts";

const validate = rowValidator(providerSlugs(["acme"]), { provider: undefined, workspace_id: WORKSPACE });
const fieldsAtFault = (fields: Readonly<Record<string, unknown>>) => {
  const result = validate({ row: 1, line: 2, text: "", fields, problems: [] });
  return "problems" in result ? result.problems : [];
};

const regional = (region: string) => JSON.stringify({ api_key: rawKey(), region });
const anthropic = () => `sk-ant-api03-${"a1B2".repeat(23)}x`;

describe("regions in a file to import", () => {
  it.each([
    [{ provider: "openai", key: rawKey(), declared_region: "global" }],
    [{ provider: "openai", key: rawKey(), declared_region: "us" }],
    [{ provider: "openai", key: regional("europe"), declared_region: "europe" }],
    [{ provider: "openai", key: regional("europe"), declared_region: "us" }],
    [{ provider: "openai", key: regional("europe"), declared_region: null }],
    [{ provider: "openai", key: regional("europe") }],
    [{ provider: "anthropic", key: anthropic(), declared_region: "us" }],
    [{ provider: "anthropic", key: anthropic(), declared_region: "europe" }],
    [{ provider: "groq", key: `gsk_${"a1B2".repeat(13)}`, declared_region: "us" }],
    [{ provider: "acme", key: rawKey(), declared_region: "europe" }],
    [{ provider: "acme", key: rawKey(), declared_region: "mars" }],
  ])("a row has the problems that POST /byok has with it: %j", async (fields) => {
    const { status, body } = await doorWorld().post(createBody(fields));
    const atDoor = status === 201 ? [] : body.error.metadata.fields;
    expect(fieldsAtFault(fields)).toEqual(atDoor);
  });

  it("a region that the provider does not have is named with those that it has", () => {
    expect(fieldsAtFault({ provider: "anthropic", key: anthropic(), declared_region: "europe" })).toEqual([
      { path: "declared_region", reason: "must be global or us for this provider" },
    ]);
  });
});
