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
import { partsOf, redemptionOf, sealForLink } from "../support/deployed/redeem.ts";
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
    const { open, bring } = redemptionOf(link.url);
    for (let n = 0; n < 5; n += 1)
      expect(await open()).toMatchObject({ name: "theirs", workspace_label: "Acme" });
    expect(await bring(key)).toEqual({
      kind: "redeemed",
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
    const { open, bringSealed } = redemptionOf(link.url);
    const { seal } = await open();
    const keys = Array.from({ length: 50 }, newKey);
    const sealed = await Promise.all(keys.map((key) => sealForLink(key, seal)));
    const results = await Promise.all(
      sealed.map((each) =>
        bringSealed(each).then(
          ({ kind }) => kind,
          ({ kind }) => kind,
        ),
      ),
    );
    expect(results.toSorted()).toEqual([...Array(49).fill("conflict"), "redeemed"]);
    const winner = results.indexOf("redeemed");
    expect(await openStored(link.credential_id)).toBe(keys[winner]);
    expect(await bringSealed(sealed[winner] ?? "")).toMatchObject({ kind: "redeemed" });
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
    const { bring } = redemptionOf(link.url);
    expect(await bring("your-api-key-here")).toMatchObject({
      kind: "refused",
      rejection: { code: "refused_key" },
    });
    expect((await api("GET", `/byok/links/${link.id}`)).body.data).toMatchObject({
      status: "open",
      refused_keys: 1,
    });
    const key = newKey();
    await bring(key);
    expect(await openStored(link.credential_id)).toBe(key);
  });

  it("a rotation through a link replaces the key that there was when the link was made, and no later one", async () => {
    const tenant = newTenant();
    const { api } = await tenant;
    const { id } = (await api("POST", "/byok", { provider: "openai", key: newKey() })).body.data;
    const rotation = { provider: undefined, purpose: "rotate", credential_id: id };
    const first = await create(rotation, tenant);
    const key = newKey();
    expect(await redemptionOf(first.link.url).bring(key)).toMatchObject({
      kind: "redeemed",
      credential_id: id,
    });
    expect(await openStored(id)).toBe(key);
    const second = await create(rotation, tenant);
    await api("PATCH", `/byok/${id}`, { key: newKey() });
    await expect(redemptionOf(second.link.url).bring(newKey())).rejects.toMatchObject({ kind: "conflict" });
  });
});

describe("a link that is closed", () => {
  it("a revoked link takes no key, and its event is published once", async () => {
    const { api, link } = await create();
    const { open, bringSealed } = redemptionOf(link.url);
    const { seal } = await open();
    for (let n = 0; n < 2; n += 1) {
      expect((await api("DELETE", `/byok/links/${link.id}`)).body.data.status).toBe("revoked");
    }
    await expect(open()).rejects.toMatchObject({ kind: "not_found" });
    await expect(bringSealed(await sealForLink(newKey(), seal))).rejects.toMatchObject({ kind: "not_found" });
    expect(await typesOf(link.credential_id, 2)).toEqual(["link.created", "link.revoked"]);
    expect((await api("GET", `/byok/${link.credential_id}`)).status).toBe(404);
  });

  it("an expired link takes no key, and its event is published once, however often the schedule asks", async () => {
    const { api, link } = await create();
    const { bringSealed, open } = redemptionOf(link.url);
    const { seal } = await open();
    await expireNow(link.id);
    await expect(open()).rejects.toMatchObject({ kind: "not_found" });
    await expect(bringSealed(await sealForLink(newKey(), seal))).rejects.toMatchObject({ kind: "not_found" });
    for (let n = 0; n < 2; n += 1) await invokeFunction(lambda, "Worker", { task: "expire_links" });
    expect((await api("GET", `/byok/links/${link.id}`)).body.data.status).toBe("expired");
    expect(await typesOf(link.credential_id, 2)).toEqual(["link.created", "link.expired"]);
  });
});

it("the token of a link is in no table, queue, log or event", async () => {
  const { link } = await create();
  const { token } = partsOf(link.url);
  await redemptionOf(link.url).bring(newKey());
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
