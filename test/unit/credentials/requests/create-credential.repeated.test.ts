import { beforeEach, describe, expect, it } from "vitest";
import { managementKey, rawKey } from "../../../support/data/fixtures.ts";
import { createBody, type DoorWorld, doorWorld } from "../../../support/worlds/door-world.ts";

const OTHER_TOKEN = "kf_mgmt_another-token";
const KEY = { "idempotency-key": "order-66" };

let door: DoorWorld;
beforeEach(() => {
  door = doorWorld();
});

const remove = (id: string) => door.request("DELETE", `/byok/${id}`);

describe("the same POST sent three times, as SDKs do after a 5xx", () => {
  it("three equal POSTs make one credential, one id, one credential.created, and get the same 201", async () => {
    const answers = [
      await door.post(createBody()),
      await door.post(createBody()),
      await door.post(createBody()),
    ];
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(answers[2]?.body).toEqual(answers[0]?.body);
    expect(door.queue.messages).toHaveLength(1);
    expect([...door.table.events.values()].map((event) => event.type)).toEqual(["credential.created"]);
  });

  it("three equal POSTs to a slow worker get the same id and send the same command, which is carried out once", async () => {
    door = doorWorld({ worker: false });
    const answers = [
      await door.post(createBody()),
      await door.post(createBody()),
      await door.post(createBody()),
    ];
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
    const ids = answers.map(({ body }) => body.error.metadata.id);
    expect(new Set(ids).size).toBe(1);
    expect(new Set(door.queue.commands().map(({ id }) => id)).size).toBe(1);
    await door.provision(...door.queue.messages);
    expect(door.table.credentials.size).toBe(1);
    expect(door.typesOf(ids[0])).toEqual(["credential.created"]);
    expect((await door.post(createBody())).body.data.id).toBe(ids[0]);
  });

  it("three equal POSTs at the same time make one credential with one event", async () => {
    const answers = await Promise.all([1, 2, 3].map(() => door.post(createBody())));
    expect(new Set(answers.map(({ body }) => body.data.id)).size).toBe(1);
    expect(door.table.credentials.size).toBe(1);
    expect(door.table.events.size).toBe(1);
  });

  it("a POST with its members in another order and its defaults spelt out is the same POST", async () => {
    const { body: first } = await door.post(createBody());
    const again = { disabled: false, name: null, provider: "openai", key: rawKey(), declared_zdr: null };
    expect((await door.post(again)).body.data.id).toBe(first.data.id);
  });

  it("a POST to a new process of the door is the same POST", async () => {
    const { body: first } = await door.post(createBody());
    expect((await door.post(createBody(), { prefer: "respond-async" })).body.data).toEqual(first.data);
  });
});

describe("another POST", () => {
  it.each([
    ["key", { key: rawKey(2) }],
    ["provider", { provider: "acme" }],
    ["name", { name: "second" }],
    ["setting", { allowed_models: [] }],
  ])("a POST with another %s makes another credential", async (_, change) => {
    const { body: first } = await door.post(createBody());
    const { status, body: second } = await door.post(createBody(change));
    expect(status).toBe(201);
    expect(second.data.id).not.toBe(first.data.id);
  });

  it("the same POST by another caller makes another credential, so that nobody finds out what others have stored", async () => {
    const id = "b0000000-0000-4000-8000-000000000002";
    door = doorWorld({
      keys: { "kf_mgmt_tests-only-token": managementKey(), [OTHER_TOKEN]: managementKey({ id }) },
    });
    const theirs = { authorization: `Bearer ${OTHER_TOKEN}` };
    const ids = [
      (await door.post(createBody())).body.data.id,
      (await door.post(createBody(), theirs)).body.data.id,
      (await door.post(createBody({ name: "x" }), KEY)).body.data.id,
      (await door.post(createBody({ name: "y" }), { ...KEY, ...theirs })).body.data.id,
    ];
    expect(new Set(ids).size).toBe(4);
  });
});

describe("the same POST after a deletion", () => {
  it("the same POST after a deletion makes a new credential under a new id, time after time", async () => {
    const ids: string[] = [];
    for (let turn = 0; turn < 6; turn += 1) {
      const { status, body } = await door.post(createBody());
      expect(status).toBe(201);
      ids.push(body.data.id);
      expect((await remove(body.data.id)).status).toBe(200);
    }
    expect(new Set(ids).size).toBe(6);
    expect((await door.get(`/byok/${ids[0]}`)).status).toBe(404);
  });

  it("the same POST after a deletion may be repeated, too", async () => {
    await remove((await door.post(createBody())).body.data.id);
    const [second, third] = [await door.post(createBody()), await door.post(createBody())];
    expect(third.body).toEqual(second.body);
  });
});

describe("the same POST after a rejection", () => {
  it("the same POST after a rejection is tried again, because what was in the way may be gone", async () => {
    const queue = {
      send: async (command: object) => {
        await door.provision({ ...command, sealed_key: "aa.bb.cc.dd.ee" });
      },
    };
    expect((await door.post(createBody(), {}, { queue })).status).toBe(422);
    expect((await door.post(createBody())).status).toBe(201);
  });
});

describe("idempotency keys", () => {
  it("an Idempotency-Key with the same body finds the same credential", async () => {
    const first = await door.post(createBody(), KEY);
    const second = await door.post(createBody(), KEY);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect(door.queue.messages).toHaveLength(1);
  });

  it("another Idempotency-Key makes a second credential of the same body", async () => {
    const { body: first } = await door.post(createBody(), KEY);
    const { body: second } = await door.post(createBody(), { "idempotency-key": "order-67" });
    expect(second.data.id).not.toBe(first.data.id);
  });

  it.each([
    ["key", { key: rawKey(2) }],
    ["name", { name: "other" }],
    ["provider", { provider: "acme" }],
  ])("an Idempotency-Key with another %s is refused with 422, and nothing is queued", async (_, change) => {
    await door.post(createBody(), KEY);
    const { status, body } = await door.post(createBody(change), KEY);
    expect(status).toBe(422);
    expect(body.error).toMatchObject({ code: 422, message: expect.stringContaining("Idempotency-Key") });
    expect(door.queue.messages).toHaveLength(1);
  });

  it("an Idempotency-Key with another body, sent at the same time, is refused once the first outcome is there", async () => {
    door = doorWorld({ worker: false });
    await door.post(createBody(), KEY);
    const queue = {
      send: async () => {
        await door.provision(...door.queue.messages);
      },
    };
    expect((await door.post(createBody({ name: "other" }), KEY, { queue })).status).toBe(422);
    expect([...door.table.credentials.values()]).toMatchObject([{ name: null }]);
  });

  it("an Idempotency-Key whose credential was deleted is answered with a conflict, and makes no new one", async () => {
    await remove((await door.post(createBody(), KEY)).body.data.id);
    const { status, body } = await door.post(createBody(), KEY);
    expect(status).toBe(409);
    expect(body.error.code).toBe(409);
    expect(door.table.credentials.size).toBe(1);
  });

  it.each(["", "white space", "x".repeat(256), "ünï"])(
    "an Idempotency-Key of the form %j is a 400",
    async (value) => {
      const { status, text } = await door.post(createBody(), { "idempotency-key": value });
      expect(status).toBe(400);
      expect(JSON.parse(text).error.metadata.fields).toMatchObject([{ path: "Idempotency-Key" }]);
    },
  );
});

describe("the same POST after a change of the credential", () => {
  it.each([
    ["rotation", { key: rawKey(2) }],
    ["change of settings", { disabled: true, name: "changed" }],
  ])(
    "the same POST after a %s creates another credential, with the key and the settings that it asks for",
    async (_, change) => {
      const { body: first } = await door.post(createBody());
      await door.send("PATCH", `/byok/${first.data.id}`, change);
      const again = await door.post(createBody());
      expect(again.status).toBe(201);
      expect(again.body.data.id).not.toBe(first.data.id);
      expect(again.body.data).toMatchObject({ label: first.data.label, disabled: false, name: null });
      expect(await door.storedKey(again.body.data.id)).toBe(createBody().key);
      expect((await door.post(createBody())).body.data.id).toBe(again.body.data.id);
    },
  );

  it("the same POST under one Idempotency-Key is a conflict that names the credential that was changed since", async () => {
    const headers = { "idempotency-key": "one" };
    const { body: first } = await door.post(createBody(), headers);
    await door.send("PATCH", `/byok/${first.data.id}`, { key: rawKey(2) });
    const again = await door.post(createBody(), headers);
    expect(again.status).toBe(409);
    expect(again.body.error.message).toContain(first.data.id);
  });
});
