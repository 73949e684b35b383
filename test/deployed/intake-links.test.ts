import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import { expiryKey, linkKey } from "../../shared/links/link-item.ts";
import { type BusEvent, tapBus } from "../support/deployed/bus-tap.ts";
import { everythingStored } from "../support/deployed/canary.ts";
import {
  deployment,
  dynamodb,
  eventually,
  lambda,
  newKey,
  newTenant,
  openStored,
} from "../support/deployed/deployment.ts";
import { doorOf, partsOf } from "../support/deployed/redeem.ts";
import { invokeFunction } from "../support/emulator/invoke-function.ts";

let bus: Awaited<ReturnType<typeof tapBus>>;
beforeAll(async () => {
  bus = await tapBus("intake-links");
});

const eventsOf = async (credentialId: string): Promise<readonly BusEvent["detail"][]> =>
  (await bus.events()).map(({ detail }) => detail).filter(({ data }) => data.credential_id === credentialId);
/** The types of a credential's events on the bus, once there are as many as that. */
const typesOf = (credentialId: string, count: number) =>
  eventually(async () => {
    const events = await eventsOf(credentialId);
    const ids = new Set(events.map(({ id }) => id));
    return ids.size >= count && [...ids].map((id) => events.find((event) => event.id === id)?.type).sort();
  });

const create = async (body: object = {}, tenant = newTenant()) => {
  const { api, workspaceId } = await tenant;
  const answer = await api("POST", "/byok/links", { provider: "openai", ...body });
  expect(answer.status).toBe(201);
  return { api, workspaceId, link: answer.body.data };
};

describe("an intake link, end to end", () => {
  it("a key that came through a link is stored as by a create, and opens byte for byte", async () => {
    const { api, workspaceId, link } = await create({ name: "theirs", workspace_label: "Acme" });
    const key = newKey();
    const { open, sealAndBring } = doorOf(link.url);
    for (let n = 0; n < 5; n += 1)
      expect((await open()).body.data).toMatchObject({ name: "theirs", workspace_label: "Acme" });
    const brought = await sealAndBring(key);
    expect(brought.status).toBe(201);
    expect(brought.body.data).toEqual({
      credential_id: link.credential_id,
      provider: "openai",
      return_url: null,
      label: expect.stringMatching(/^sk-.*\.\.\./),
    });
    const record = (await api("GET", `/byok/${link.credential_id}`)).body.data;
    expect(record).toMatchObject({ name: "theirs", workspace_id: workspaceId, provider: "openai" });
    expect(await openStored(link.credential_id)).toBe(key);
    expect((await api("GET", `/byok/links/${link.id}`)).body.data).toMatchObject({
      status: "redeemed",
      label: record.label,
    });
    expect(await typesOf(link.credential_id, 3)).toEqual([
      "credential.created",
      "link.created",
      "link.redeemed",
    ]);
    const [created] = (await eventsOf(link.credential_id)).filter(
      ({ type }) => type === "credential.created",
    );
    expect(created?.data).toMatchObject({ actor: { type: "link", id: link.id }, door: "web" });
    const events = await eventually(async () => {
      const { data } = (await api("GET", `/byok/${link.credential_id}/events`)).body;
      return data.length === 3 && data;
    });
    expect(events.map(({ link_id }: { link_id?: string }) => link_id).filter(Boolean)).toEqual([
      link.id,
      link.id,
    ]);
  });

  it("fifty keys through one link at once make one credential and one event of it, and 49 learn that it was used", async () => {
    const { link } = await create();
    const { open, bring, seal } = doorOf(link.url);
    const opened = (await open()).body.data;
    const keys = Array.from({ length: 50 }, newKey);
    const sealed = await Promise.all(keys.map((key) => seal(key, opened)));
    const statuses = (await Promise.all(sealed.map(bring))).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([201, ...Array(49).fill(409)]);
    const winner = statuses.indexOf(201);
    expect(await openStored(link.credential_id)).toBe(keys[winner]);
    expect((await bring(sealed[winner] ?? "")).status).toBe(201);
    await typesOf(link.credential_id, 3);
    const types = (await eventsOf(link.credential_id)).map(({ id, type }) => `${type} ${id}`);
    const unique = [...new Set(types)].map((each) => each.split(" ")[0]);
    expect(unique.filter((type) => type !== "credential.rejected").sort()).toEqual([
      "credential.created",
      "link.created",
      "link.redeemed",
    ]);
  });

  it("a refused key leaves the link open for the right one", async () => {
    const { api, link } = await create();
    const { sealAndBring } = doorOf(link.url);
    const refused = await sealAndBring("your-api-key-here");
    expect([refused.status, refused.body.error.metadata.reason]).toEqual([422, "refused_key"]);
    expect((await api("GET", `/byok/links/${link.id}`)).body.data).toMatchObject({
      status: "open",
      refused_keys: 1,
    });
    const key = newKey();
    expect((await sealAndBring(key)).status).toBe(201);
    expect(await openStored(link.credential_id)).toBe(key);
  });

  it("a rotation through a link replaces the key that there was when the link was made, and no later one", async () => {
    const tenant = newTenant();
    const { api } = await tenant;
    const { id } = (await api("POST", "/byok", { provider: "openai", key: newKey() })).body.data;
    const rotation = { provider: undefined, purpose: "rotate", credential_id: id };
    const first = await create(rotation, tenant);
    const key = newKey();
    const rotated = await doorOf(first.link.url).sealAndBring(key);
    expect([rotated.status, rotated.body.data.credential_id]).toEqual([201, id]);
    expect(await openStored(id)).toBe(key);
    const second = await create(rotation, tenant);
    await api("PATCH", `/byok/${id}`, { key: newKey() });
    expect((await doorOf(second.link.url).sealAndBring(newKey())).status).toBe(409);
  });
});

describe("a link that is closed", () => {
  it("a revoked link takes no key, and its event is published once", async () => {
    const { api, link } = await create();
    const { open, bring, seal } = doorOf(link.url);
    const sealed = await seal(newKey(), (await open()).body.data);
    for (let n = 0; n < 2; n += 1) {
      expect((await api("DELETE", `/byok/links/${link.id}`)).body.data.status).toBe("revoked");
    }
    expect([(await open()).status, (await bring(sealed)).status]).toEqual([404, 404]);
    expect(await typesOf(link.credential_id, 2)).toEqual(["link.created", "link.revoked"]);
    expect((await api("GET", `/byok/${link.credential_id}`)).status).toBe(404);
  });

  it("an expired link takes no key, and its event is published once, however often the schedule asks", async () => {
    const { api, link } = await create();
    const { open, bring, seal } = doorOf(link.url);
    const sealed = await seal(newKey(), (await open()).body.data);
    await expireNow(link.id);
    expect([(await open()).status, (await bring(sealed)).status]).toEqual([404, 404]);
    for (let n = 0; n < 2; n += 1) await invokeFunction(lambda, "Worker", { task: "expire_links" });
    expect((await api("GET", `/byok/links/${link.id}`)).body.data.status).toBe("expired");
    expect(await typesOf(link.credential_id, 2)).toEqual(["link.created", "link.expired"]);
  });
});

it("the token of a link is in no table, queue, log or event", async () => {
  const { link } = await create();
  const { token } = partsOf(link.url);
  await doorOf(link.url).sealAndBring(newKey());
  const places = Object.entries({ ...(await everythingStored()), bus: JSON.stringify(await bus.events()) });
  for (const [place, text] of places) expect(text.includes(token), place).toBe(false);
});

/** Moves the end of a link into the past, as only an operator can. */
async function expireNow(id: string): Promise<void> {
  const past = new Date(Date.now() - 1_000).toISOString();
  const set = (Key: ReturnType<typeof linkKey>, name: string, value: string) =>
    dynamodb.send(
      new UpdateItemCommand({
        TableName: deployment.tableName,
        Key,
        UpdateExpression: "SET #name = :value",
        ExpressionAttributeNames: { "#name": name },
        ExpressionAttributeValues: marshall({ ":value": value }),
      }),
    );
  await set(linkKey(id), "expires_at", past);
  await set(expiryKey(id), "position", `${past}#${id}`);
}
