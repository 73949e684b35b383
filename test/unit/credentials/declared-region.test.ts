import { describe, expect, it } from "vitest";
import { OTHER_WORKSPACE, rawKey } from "../../support/data/fixtures.ts";
import { permutations } from "../../support/data/permutations.ts";
import { HEX, keyWithRegion, random } from "../../support/data/synthetic-keys.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { createBody, doorWorld } from "../../support/worlds/door-world.ts";
import { webhookWorld } from "../../support/worlds/webhook-world.ts";

const azure = (n: number) => random(HEX, 32, n);
const REASON = "must be the region that the key names: a key that names none is global";

async function created(body: object) {
  const door = doorWorld();
  const { data } = (await door.post(createBody(body))).body;
  const patch = async (changes: object) => {
    const { status, body } = await door.send("PATCH", `/byok/${data.id}`, changes);
    return status === 200 ? body.data.declared_region : body.error.metadata.fields;
  };
  return { door, data, patch };
}

describe("declared_region through the API", () => {
  it("a new credential declares no region, whatever its provider, and keeps the one that it is given", async () => {
    expect((await created({})).data.declared_region).toBeNull();
    const { data, door } = await created({
      provider: "azure",
      key: azure(1),
      declared_region: "europe",
    });
    expect(data.declared_region).toBe("europe");
    expect((await door.get(`/byok/${data.id}`)).body.data.declared_region).toBe("europe");
    expect((await door.get("/byok")).body.data[0].declared_region).toBe("europe");
  });

  it("an update leaves the region that it does not name, clears it with null, and sets it again", async () => {
    const { patch } = await created({ provider: "azure", key: azure(1), declared_region: "us" });
    expect(await patch({ name: "second" })).toBe("us");
    expect(await patch({ declared_region: null })).toBeNull();
    expect(await patch({ declared_region: "europe" })).toBe("europe");
    expect(await patch({ key: azure(2) })).toBe("europe");
  });

  it.each([
    ["mars", "must be one of global, europe, us"],
    ["us", REASON],
  ])("a region that an OpenAI key does not name, such as %s, is a 400", async (declared_region, reason) => {
    const { status, body } = await doorWorld().post(createBody({ declared_region }));
    expect([status, body.error.metadata.fields]).toEqual([400, [{ path: "declared_region", reason }]]);
    const { patch } = await created({});
    expect(await patch({ declared_region })).toEqual([{ path: "declared_region", reason }]);
  });

  it("a key that names its region declares it, and each new key its own", async () => {
    const { data, patch, door } = await created({ key: keyWithRegion(rawKey(), "us") });
    expect(data).toMatchObject({ declared_region: "us", label: `sk-...${rawKey().slice(-4)}` });
    expect(await patch({ declared_region: "europe" })).toEqual([{ path: "declared_region", reason: REASON }]);
    expect(await patch({ declared_region: null })).toBeNull();
    expect(await patch({ declared_region: "us" })).toBe("us");
    expect(await patch({ key: keyWithRegion(rawKey(2), "europe") })).toBe("europe");
    expect(await patch({ key: keyWithRegion(rawKey(3), "us"), declared_region: null })).toBeNull();
    expect(await patch({ key: rawKey(4) })).toBeNull();
    expect(door.typesOf(data.id).filter((type) => type === "credential.rotated")).toHaveLength(3);
  });

  it("a create that is repeated finds the credential whose region came from its key", async () => {
    const { door, data } = await created({ key: keyWithRegion(rawKey(), "us") });
    const again = await door.post(createBody({ key: keyWithRegion(rawKey(), "us") }));
    expect(again.body.data).toEqual(data);
    expect(door.table.credentials.size).toBe(1);
  });

  it("another key may declare its own region in the request that creates it, or none", async () => {
    for (const declared_region of ["us", null]) {
      const { data } = await created({ key: keyWithRegion(rawKey(), "us"), declared_region });
      expect(data.declared_region).toBe(declared_region);
    }
    const body = createBody({ key: keyWithRegion(rawKey(), "us"), declared_region: "europe" });
    expect((await doorWorld().post({ ...body, workspace_id: OTHER_WORKSPACE })).status).toBe(400);
  });
});

describe("declared_region by webhooks, in any order", () => {
  const event = (type: string, at: number, data: object) => ({
    type: `credential.${type}`,
    timestamp: new Date(START.getTime() + at * 1000).toISOString(),
    data: { external_id: "customer-1", ...data },
  });

  /** The region that is left, for each order in which the events may arrive. */
  async function regionsAfter(events: readonly object[]) {
    const regions = new Set<unknown>();
    for (const order of permutations(events)) {
      const world = await webhookWorld();
      world.clock.advance(60_000);
      for (const sent of order) await world.send(sent, `event-${events.indexOf(sent)}`);
      const [record] = [...world.table.credentials.values()];
      regions.add(record?.declared_region);
    }
    return [...regions];
  }

  const us = { provider: "openai", key: keyWithRegion(rawKey(1), "us") };
  const europe = { key: keyWithRegion(rawKey(2), "europe") };

  it.each([
    ["a rotation", [event("create", 10, us), event("update", 20, europe)], "europe"],
    [
      "a rotation and a later null",
      [event("create", 10, us), event("update", 20, europe), event("update", 30, { declared_region: null })],
      null,
    ],
    [
      "a null and a later rotation",
      [event("create", 10, us), event("update", 20, { declared_region: null }), event("update", 30, europe)],
      "europe",
    ],
    [
      "a declared region and a rotation",
      [event("create", 10, { ...us, declared_region: "us" }), event("update", 20, europe)],
      "europe",
    ],
    [
      "a region that the provider does not have",
      [
        event("create", 10, {
          provider: "anthropic",
          key: `sk-ant-api03-${rawKey(3).slice(8)}`,
          declared_region: "us",
        }),
        event("update", 20, { declared_region: "europe" }),
      ],
      "us",
    ],
  ])("%s leaves the same region in every order", async (_, events, region) => {
    expect(await regionsAfter(events)).toEqual([region]);
  });

  it("an event with a region that its provider or its raw key does not have is a 400", async () => {
    const world = await webhookWorld();
    for (const data of [
      { ...us, declared_region: "europe" },
      { provider: "groq", key: "a-key-of-groq", declared_region: "us" },
    ]) {
      const { status, body } = await world.send(event("create", 10, data), "event-1");
      expect([status, body.error.metadata.fields[0].path]).toEqual([400, "data.declared_region"]);
    }
  });
});
