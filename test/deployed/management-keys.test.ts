import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { dynamodbKeyUseLedger } from "../../shared/access/dynamodb-key-use-ledger.ts";
import {
  dynamodbManagementKeyStore,
  dynamodbManagementKeys,
} from "../../shared/access/dynamodb-management-keys.ts";
import { hashToken } from "../../shared/access/hash-token.ts";
import { hourOf } from "../../shared/kernel/time.ts";
import {
  type Api,
  deployment,
  dynamodb,
  eventually,
  newKey,
  newTenant,
} from "../support/deployed/deployment.ts";
import { recordingLogger } from "../support/fakes/recording-logger.ts";

const body = (settings: object = {}) => ({ key: newKey(), provider: "openai", ...settings });

describe("the credential of another workspace", () => {
  const attempts = (api: Api, id: string) =>
    Promise.all([
      api("GET", `/byok/${id}`),
      api("PATCH", `/byok/${id}`, { name: "mine" }),
      api("PATCH", `/byok/${id}`, { key: newKey() }),
      api("DELETE", `/byok/${id}`),
      api("GET", `/byok/${id}/events`),
    ]);

  it("a credential of another workspace is absent whatever its state, and stays as it is", async () => {
    const [owner, other] = [await newTenant(), await newTenant()];
    const { id } = (await owner.api("POST", "/byok", body())).body.data;
    const absent = await attempts(other.api, randomUUID());
    for (const answer of await attempts(other.api, id)) expect(answer.status).toBe(404);
    expect((await owner.api("GET", `/byok/${id}`)).body.data.name).toBeNull();

    await owner.api("DELETE", `/byok/${id}`);
    const gone = await attempts(other.api, id);
    expect(gone.map(({ body: { error } }) => [error.code, error.message])).toEqual(
      absent.map(({ body: { error } }) => [error.code, error.message]),
    );
    const listed = await other.api("GET", `/byok?workspace_id=${owner.workspaceId}`);
    expect(listed.status).toBe(403);
  });

  it("a credential of another workspace cannot be deleted while its creation is still pending", async () => {
    const [owner, other] = [await newTenant(), await newTenant()];
    const created = await owner.api("POST", "/byok", body(), { prefer: "respond-async" });
    const { id } = created.body;
    expect((await other.api("DELETE", `/byok/${id}`)).status).toBe(404);
    await eventually(async () => (await owner.api("GET", `/byok/${id}`)).status === 200);
  });

  it("a credential of another workspace cannot be created", async () => {
    const { api } = await newTenant();
    expect((await api("POST", "/byok", body({ workspace_id: randomUUID() }))).status).toBe(403);
  });
});

describe("global credentials", () => {
  it("a global credential needs a management key for all workspaces", async () => {
    const limited = await newTenant();
    const all = await newTenant({ workspaces: "all" });
    expect((await limited.api("POST", "/byok", body({ workspace_id: "global" }))).status).toBe(403);
    expect((await limited.api("GET", "/byok?workspace_id=global")).status).toBe(403);

    const name = randomUUID();
    const created = await all.api("POST", "/byok", body({ workspace_id: "global", name }));
    expect([created.status, created.body.data.workspace_id]).toEqual([201, null]);
    const { id } = created.body.data;
    expect((await limited.api("GET", `/byok/${id}`)).status).toBe(404);
    expect((await limited.api("DELETE", `/byok/${id}`)).status).toBe(404);
    const listed = await all.api("GET", "/byok?workspace_id=global&limit=100");
    expect(listed.body.data.map((one: { id: string }) => one.id)).toContain(id);
    const inDefault = await all.api("GET", "/byok");
    expect(inDefault.body.total_count).toBe(0);
    expect((await all.api("DELETE", `/byok/${id}`)).body).toEqual({ deleted: true });
  });
});

describe("management keys", () => {
  it("a management key shows the hour of its latest use, and nothing else of it has changed", async () => {
    const { api, token } = await newTenant();
    const store = dynamodbManagementKeys({ client: dynamodb, name: deployment.tableName }, recordingLogger());
    const minted = await store.find(hashToken(token));
    expect(minted?.last_used_at).toBeNull();
    const before = hourOf(new Date());
    await api("GET", "/byok");
    const used = await eventually(async () => {
      const found = await store.find(hashToken(token));
      return found?.last_used_at ? found : undefined;
    });
    expect(used).toEqual({ ...minted, last_used_at: expect.stringMatching(/:00:00.000Z$/) });
    expect([before, hourOf(new Date())]).toContain(used.last_used_at);
  });

  it("a revoked management key stays revoked, whatever is noted of it later", async () => {
    const { token, managementKeyId } = await newTenant();
    const table = { client: dynamodb, name: deployment.tableName };
    const ledger = dynamodbKeyUseLedger(table);
    const use = {
      version: 1 as const,
      type: "management_key.used" as const,
      management_key_id: managementKeyId,
      token_hash: hashToken(token),
    };
    const find = () => dynamodbManagementKeys(table, recordingLogger()).find(hashToken(token));
    await ledger.note({ ...use, used_at: "2026-01-01T02:00:00.000Z" });
    await ledger.note({ ...use, used_at: "2026-01-01T01:00:00.000Z" });
    expect((await find())?.last_used_at).toBe("2026-01-01T02:00:00.000Z");
    await dynamodbManagementKeyStore(table).revoke(managementKeyId);
    await ledger.note({ ...use, used_at: "2026-01-01T03:00:00.000Z" });
    expect(await find()).toBeNull();
  });

  it("a management key is refused from its expiry on", async () => {
    const soon = new Date(Date.now() + 2_000).toISOString();
    const { api } = await newTenant({ expires_at: soon });
    expect((await api("GET", "/byok")).status).toBe(200);
    const { body: answer } = await eventually(async () => {
      const found = await api("GET", "/byok");
      return found.status === 401 && found;
    });
    expect(answer.error.message).toBe("Invalid management key");
  });

  it("a request with a management key without a default workspace must name one", async () => {
    const { api, workspaceId } = await newTenant({ default_workspace_id: null });
    expect((await api("POST", "/byok", body())).status).toBe(400);
    expect((await api("GET", "/byok")).status).toBe(400);
    expect((await api("GET", `/byok?workspace_id=${workspaceId}`)).status).toBe(200);
    expect((await api("POST", "/byok", body({ workspace_id: workspaceId }))).status).toBe(201);
  });
});
