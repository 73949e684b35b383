import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { createApp } from "../../../functions/api/app.ts";
import type { Credential } from "../../../shared/credentials/credential.ts";
import { DEFAULT_SETTINGS, MAX_LIST_BYTES } from "../../../shared/credentials/settings.ts";
import { lambdaHandler } from "../../../shared/lambda/lambda-handler.ts";
import { credential, credentialId, envelope, rawKey, WORKSPACE } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { createBody, type DoorWorld, doorWorld, TOKEN } from "../../support/worlds/door-world.ts";
import { webhookWorld } from "../../support/worlds/webhook-world.ts";
import { workerWorld } from "../../support/worlds/worker-world.ts";

/** AWS Lambda: "Invocation payload (request and response), 6 MB each for synchronous". */
const LAMBDA_LIMIT = 6 * 1024 * 1024;
const REASON = "must have at most 12288 bytes as JSON";

/** A list of this size as JSON; quotes take most room in a string inside a string. */
function listOf(bytes: number, character = '"'): string[] {
  const size = Buffer.byteLength(JSON.stringify(character)) - 2;
  const rest = bytes - '["",""]'.length;
  return [character.repeat(Math.floor(rest / size)), "x".repeat(rest % size)];
}
const FULL = listOf(MAX_LIST_BYTES);
const TOO_LONG = listOf(MAX_LIST_BYTES + 1);

describe("a list that is too long for a record", () => {
  it.each(["allowed_models", "allowed_user_ids"])("is refused by the API, by name: %s", async (name) => {
    const door = doorWorld();
    const { id } = (await door.post(createBody({ [name]: FULL }))).body.data;
    const sent = door.queue.messages.length;
    for (const answer of [
      await door.post(createBody({ [name]: TOO_LONG })),
      await door.send("PATCH", `/byok/${id}`, { [name]: TOO_LONG }),
      await door.send("PATCH", `/byok/${id}`, { [name]: ["ключ".repeat(1536)] }),
    ]) {
      expect(answer.status).toBe(400);
      expect(answer.body.error.metadata.fields).toEqual([{ path: name, reason: REASON }]);
    }
    expect(door.queue.messages).toHaveLength(sent);
  });

  it("is refused among the rows of an import", async () => {
    const { sealForImport, request, dependencies } = doorWorld();
    const row = (settings: object) => ({
      version: 1,
      type: "credential.import",
      import_id: "e0000000-0000-4000-8000-000000000001",
      row: 1,
      workspace_id: WORKSPACE,
      provider: "openai",
      sealed_key: sealForImport(rawKey(), { workspace_id: WORKSPACE, provider: "openai" }),
      settings,
      requested_at: START.toISOString(),
    });
    const post = (settings: object) =>
      request("POST", "/byok/imports", {
        body: JSON.stringify(row(settings)),
        headers: { "content-type": "application/x-ndjson" },
      });
    const { status, body } = await post({ allowed_models: TOO_LONG });
    expect([status, body.error.metadata.fields]).toEqual([
      400,
      [{ path: "line 1: settings.allowed_models", reason: REASON }],
    ]);
    expect(dependencies.importQueue).toMatchObject({ messages: [] });
    expect((await post({ allowed_models: FULL, allowed_user_ids: FULL })).status).toBe(202);

    const { provisionImports, table } = workerWorld();
    await provisionImports(row({ allowed_user_ids: TOO_LONG }));
    expect(table.credentials.size).toBe(0);
    expect([...table.events.values()]).toMatchObject([
      { rejection: { code: "malformed_command", message: `settings.allowed_user_ids ${REASON}` } },
    ]);
  });

  it.each(["credential.create", "credential.update"])("is refused in a webhook's %s", async (type) => {
    const world = await webhookWorld();
    const key = { provider: "openai", key: rawKey() };
    const { status, body } = await world.send({
      type,
      data: { external_id: "c-1", ...key, allowed_models: TOO_LONG },
    });
    expect([status, body.error.metadata.fields]).toEqual([
      400,
      [{ path: "data.allowed_models", reason: REASON }],
    ]);
    const full = { external_id: "c-1", ...key, allowed_models: FULL };
    expect((await world.send({ type, data: full })).status).toBe(202);
  });

  it("is refused by the worker, whichever door let it through", async () => {
    const world = workerWorld();
    const update = { ...envelope(2), type: "credential.update", changes: { allowed_models: TOO_LONG } };
    await world.provision(
      world.create(1, { settings: { ...DEFAULT_SETTINGS, allowed_models: TOO_LONG } }),
      update,
    );
    expect(world.table.credentials.size).toBe(0);
    expect([...world.table.events.values()].map(({ rejection }) => rejection?.message)).toEqual([
      `settings.allowed_models ${REASON}`,
      `changes.allowed_models ${REASON}`,
    ]);
  });
});

/** A world that holds 100 such credentials, and its list behind API Gateway. */
function worldOf(overrides: Partial<Credential>) {
  const world = doorWorld();
  for (let n = 1; n <= 100; n += 1) {
    world.table.credentials.set(credentialId(n), credential({ ...overrides, id: credentialId(n) }));
  }
  return { world, list: (limit: number) => listed(world, limit) };
}

async function listed(world: DoorWorld, limit: number) {
  const answer = await lambdaHandler(createApp(world.dependencies))({
    rawPath: "/byok",
    rawQueryString: `limit=${limit}`,
    headers: { authorization: `Bearer ${TOKEN}` },
    requestContext: { requestId: "gateway-1", http: { method: "GET" } },
  } as unknown as APIGatewayProxyEventV2);
  return { bytes: Buffer.byteLength(JSON.stringify(answer)), body: JSON.parse(answer.body ?? "") };
}

describe("a page of 100 credentials", () => {
  it.each([
    ["quotes", '"'],
    ["control characters", "\u0001"],
    ["letters of three bytes", "鍵"],
  ])(
    "fits what Lambda may answer, though all are as large as can be and made of %s",
    async (_, character) => {
      const list = listOf(MAX_LIST_BYTES, character);
      const largest = {
        name: character.repeat(255),
        label: "\\".repeat(100),
        provider: "p".repeat(64),
        allowed_models: list,
        allowed_user_ids: list,
        allowed_api_key_hashes: Array(100).fill("0".repeat(64)),
      };
      const { bytes, body } = await worldOf(largest).list(100);
      expect(body.data).toHaveLength(100);
      expect(bytes).toBeLessThan(LAMBDA_LIMIT);
    },
  );

  it("that were stored larger is refused as a page, never cut short or failed: each is still read and changed", async () => {
    const list = listOf(60_000);
    const { world, list: listPage } = worldOf({ allowed_models: list, allowed_user_ids: list });
    const refused = await listPage(100);
    expect(refused.body.error).toMatchObject({
      code: 400,
      metadata: {
        fields: [{ path: "limit", reason: "must be lower: these credentials do not fit one answer" }],
      },
    });
    const page = await listPage(20);
    expect([page.body.data.length, page.body.total_count]).toEqual([20, 100]);
    expect(page.bytes).toBeLessThan(LAMBDA_LIMIT);

    const path = `/byok/${credentialId(1)}`;
    expect((await world.get(path)).body.data.allowed_models).toEqual(list);
    const renamed = await world.send("PATCH", path, { name: "renamed" });
    expect(renamed.body.data).toMatchObject({ name: "renamed", allowed_models: list });
  });
});
