import { describe, expect, it } from "vitest";
import { createApp } from "../../../functions/api/app.ts";
import { hashToken } from "../../../shared/access/hash-token.ts";
import { ACTOR } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { doorWorld, TOKEN } from "../../support/worlds/door-world.ts";

/** One process of the door, so that what it remembers counts. */
function process(world = doorWorld(), changes: Parameters<DoorRequest>[3] = {}) {
  const app = createApp({ ...world.dependencies, ...changes });
  const ask = async (token = TOKEN) =>
    (await app.request("/byok", { headers: { authorization: `Bearer ${token}` } })).status;
  return { ...world, ask };
}
type DoorRequest = ReturnType<typeof doorWorld>["request"];

const MINUTE = 60_000;

describe("uses of management keys", () => {
  const HOUR = START.toISOString().replace(/:.*/, ":00:00.000Z");

  it("the use of a management key is reported once an hour for each key and process, by the hour and without the token", async () => {
    const { ask, clock, keyUses } = process();
    for (const _ of [1, 2, 3]) await ask();
    expect(keyUses).toEqual([
      {
        version: 1,
        type: "management_key.used",
        management_key_id: ACTOR.id,
        token_hash: hashToken(TOKEN),
        used_at: HOUR,
      },
    ]);
    clock.advance(60 * MINUTE);
    for (const _ of [1, 2]) await ask();
    expect(keyUses).toHaveLength(2);
    expect(JSON.stringify(keyUses)).not.toContain(TOKEN);
  });

  it("the use of a management key is not reported for a request that was refused", async () => {
    const { ask, keyUses } = process();
    expect(await ask("kf_mgmt_unknown")).toBe(401);
    expect(keyUses).toEqual([]);
  });

  it("a use that cannot be reported fails no request, and is tried again in the next hour", async () => {
    let attempts = 0;
    const report = async () => {
      attempts += 1;
      throw new Error("sqs:SendMessage failed");
    };
    const { ask, clock, log } = process(doorWorld(), { keyUses: { report } });
    expect([await ask(), await ask()]).toEqual([200, 200]);
    expect(attempts).toBe(1);
    expect(log.lines.filter(({ code }) => code === "key_use_not_reported")).toHaveLength(1);
    clock.advance(60 * MINUTE);
    expect(await ask()).toBe(200);
    expect(attempts).toBe(2);
  });
});
