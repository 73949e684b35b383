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

describe("management keys in the table", () => {
  const request = { name: "ci", workspaces: [WORKSPACE], default_workspace_id: WORKSPACE, expires_at: null };

  it("a management key is found by its token's hash, and the token itself is nowhere", async () => {
    const { table, items } = itemTable();
    const store = dynamodbManagementKeyStore(table);
    const minted = await mintManagementKey(request, { store, now: manualClock().now });
    const token = reveal(minted.token);
    expect(token).toMatch(/^kf_mgmt_[\w-]{43}$/);
    expect(await dynamodbManagementKeys(table).find(hashToken(token))).toEqual(minted.managementKey);
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
    expect(await dynamodbManagementKeys(table).find("hash")).toEqual(managementKey());
  });

  it("a hash that belongs to nobody finds no management key", async () => {
    expect(await dynamodbManagementKeys(itemTable().table).find("hash")).toBeNull();
  });
});
