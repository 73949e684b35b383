import { describe, expect, it } from "vitest";
import { useRow } from "../../../support/data/fixtures.ts";
import { createBody, doorWorld } from "../../../support/worlds/door-world.ts";

async function worldWithUse() {
  const world = doorWorld();
  const { id } = (await world.post(createBody())).body.data;
  const row = useRow(1, { credential_id: id, outcomes: { ok: 3, rate_limited: 1 } });
  await world.report({ version: 1, uses: [row] });
  return { ...world, id, row };
}

describe("how routers use a credential", () => {
  it("a credential is shown with its last use and how its provider answered in that hour", async () => {
    const { get, id, row } = await worldWithUse();
    const shown = {
      last_used_at: row.last_used_at,
      last_hour: { hour: row.hour, key_version: 1, outcomes: { ok: 3, rate_limited: 1 } },
    };
    expect((await get(`/byok/${id}`)).body.data).toMatchObject(shown);
    expect((await get("/byok")).body.data).toMatchObject([shown]);
  });

  it("a credential that no router has used says so", async () => {
    const { post, get } = doorWorld();
    const { id } = (await post(createBody())).body.data;
    expect((await get(`/byok/${id}`)).body.data).toMatchObject({ last_used_at: null, last_hour: null });
  });

  it("a use is no change: the answers to changes and the events stay as they are", async () => {
    const { get, send, id } = await worldWithUse();
    const { data } = (await send("PATCH", `/byok/${id}`, { name: "renamed" })).body;
    expect(data).not.toHaveProperty("last_used_at");
    expect((await get(`/byok/${id}/events`)).body.data).toHaveLength(2);
  });
});
