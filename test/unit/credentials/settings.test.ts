import { describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS, MAX_LIST_BYTES } from "../../../shared/credentials/settings.ts";
import { envelope, rawKey, WORKSPACE } from "../../support/data/fixtures.ts";
import { listOfBytes } from "../../support/data/list-of-bytes.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { createBody, doorWorld } from "../../support/worlds/door-world.ts";
import { webhookWorld } from "../../support/worlds/webhook-world.ts";
import { workerWorld } from "../../support/worlds/worker-world.ts";

const REASON = "must have at most 12288 bytes as JSON";

const FULL = listOfBytes(MAX_LIST_BYTES);
const TOO_LONG = listOfBytes(MAX_LIST_BYTES + 1);

describe("lists that are too long for a record", () => {
  it.each(["allowed_models", "allowed_user_ids"])(
    "the API refuses a list that is too long for a record, by its name: %s",
    async (name) => {
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
    },
  );

  it("an import refuses a row with a list that is too long for a record", async () => {
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

  it.each(["credential.create", "credential.update"])(
    "a webhook's %s with a list that is too long for a record is refused",
    async (type) => {
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
    },
  );

  it("the worker refuses a list that is too long for a record, whichever door let it through", async () => {
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
