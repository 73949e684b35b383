import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type ClientContract,
  differences,
  ownContract,
  type Schema,
} from "../../../support/contract/client-contract.ts";
import { npmContract } from "../../../support/contract/npm-contract.ts";

const installed = (name: string) =>
  npmContract(fileURLToPath(new URL(`../../../../node_modules/${name}`, import.meta.url)));

let own: ClientContract;
beforeAll(async () => {
  own = await ownContract();
});

describe("docs/openapi.json beside the TypeScript client", () => {
  it("the newest release finds every field, slug and status that it knows, and nothing else", async () => {
    // Its requests do not know the region yet, which the Python client does.
    expect(differences(own, await installed("@openrouter/sdk"))).toEqual([
      "create.declared_region: is added",
      "update.declared_region: is added",
    ]);
  });

  it("the oldest release that keyferry promises finds every field, slug and status that it knows", async () => {
    const found = differences(own, await installed("openrouter-sdk-1.2"));
    expect(found.filter((difference) => !difference.endsWith(": is added"))).toEqual([]);
  });
});

describe("the comparison of contracts", () => {
  const altered = async (change: (contract: Schema) => void) => {
    const client = structuredClone(await installed("@openrouter/sdk"));
    change(client);
    return differences(own, client).filter((difference) => !difference.includes("declared_region"));
  };

  it.each<[string, (contract: Schema) => void, string]>([
    [
      "a field of the record",
      ({ record }) => {
        record.properties.later = { type: "string" };
      },
      "record.later: is missing",
    ],
    [
      "a field that is no longer null",
      ({ record }) => {
        record.properties.allowed_models = { type: "array", items: { type: "string" } };
      },
      "record.allowed_models: may be null",
    ],
    [
      "a field of another type",
      ({ record }) => {
        record.properties.sort_order = { type: "string" };
      },
      "record.sort_order: is integer, not string",
    ],
    [
      "a field of a request",
      ({ update }) => {
        update.properties.somethingNew = { type: "boolean" };
      },
      "update.something_new: is refused",
    ],
    [
      "a field that may be null",
      ({ create }) => {
        create.properties.disabled = { type: ["boolean", "null"] };
      },
      "create.disabled: null is refused",
    ],
    [
      "a slug",
      ({ create }) => {
        create.properties.provider = { type: "string", enum: ["openai", "later"] };
      },
      "create.provider: later is not known",
    ],
    [
      "a parameter of the list",
      ({ list }) => {
        list.properties.cursor = { type: "string" };
      },
      "list.cursor: is refused",
    ],
    [
      "a status",
      ({ statuses }) => {
        statuses.getBYOKKey.push(410);
      },
      "getBYOKKey: 410 is not documented",
    ],
  ])("the comparison notices %s that only the client has", async (_, change, difference) => {
    expect(await altered(change)).toEqual([difference]);
  });
});
