import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import {
  dynamodbManagementKeyStore,
  dynamodbManagementKeys,
} from "../../../shared/access/dynamodb-management-keys.ts";
import { hashToken } from "../../../shared/access/hash-token.ts";
import { mintManagementKey } from "../../../shared/access/mint-management-key.ts";
import { reveal } from "../../../shared/kernel/secret.ts";
import { managementKey, WORKSPACE } from "../../support/data/fixtures.ts";
import { itemTable } from "../../support/fakes/item-table.ts";
import { manualClock } from "../../support/fakes/manual-clock.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

describe("management keys in the table", () => {
  const request = { name: "ci", workspaces: [WORKSPACE], default_workspace_id: WORKSPACE, expires_at: null };

  it("a management key is found by its token's hash, and the token itself is nowhere", async () => {
    const { table, items } = itemTable();
    const store = dynamodbManagementKeyStore(table);
    const minted = await mintManagementKey(request, { store, now: manualClock().now });
    const token = reveal(minted.token);
    expect(token).toMatch(/^kf_mgmt_[\w-]{43}$/);
    expect(await dynamodbManagementKeys(table, recordingLogger()).find(hashToken(token))).toEqual(
      minted.managementKey,
    );
    expect(JSON.stringify([...items])).not.toContain(token.slice("kf_mgmt_".length));
  });

  it("no two minted management keys are alike, and no stored one is overwritten", async () => {
    const { table } = itemTable();
    const store = dynamodbManagementKeyStore(table);
    const mint = () => mintManagementKey(request, { store, now: manualClock().now });
    const [one, two] = [await mint(), await mint()];
    expect(reveal(one.token)).not.toBe(reveal(two.token));
    await store.add("hash", managementKey());
    await expect(store.add("hash", managementKey({ workspaces: "all" }))).rejects.toThrow();
    expect(await dynamodbManagementKeys(table, recordingLogger()).find("hash")).toEqual(managementKey());
  });

  const BAD: Record<string, object> = {
    "an end of validity that is no time": { expires_at: "not a date" },
    "an end of validity without a time zone": { expires_at: "2020-01-01" },
    "workspaces in one text": { workspaces: `${WORKSPACE},${WORKSPACE}` },
    "a workspace that is no id": { workspaces: ["a"] },
    "a default workspace that is no id": { default_workspace_id: "all" },
    "the time of its latest use alone": { id: undefined, workspaces: undefined, created_at: undefined },
  };

  it.each(Object.entries(BAD))(
    "a management key's item with %s lets nobody in, and is logged",
    async (_, bad) => {
      const { table, items } = itemTable();
      const log = recordingLogger();
      await dynamodbManagementKeyStore(table).add("hash", managementKey());
      const [[place, item] = ["", {}]] = items;
      items.set(place, marshall({ ...unmarshall(item), ...bad }, { removeUndefinedValues: true }));
      const managementKeys = dynamodbManagementKeys(table, log);
      expect(await managementKeys.find("hash")).toBeNull();
      expect(log.lines).toMatchObject([{ level: "error", code: "item_unreadable" }]);
    },
  );

  it("a hash that belongs to nobody finds no management key", async () => {
    expect(await dynamodbManagementKeys(itemTable().table, recordingLogger()).find("hash")).toBeNull();
  });
});
