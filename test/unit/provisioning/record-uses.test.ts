import { describe, expect, it } from "vitest";
import type { UseRow } from "../../../shared/credentials/credential-use.ts";
import { credentialId, useRow } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { workerWorld } from "../../support/worlds/worker-world.ts";

const report = (...uses: readonly UseRow[]) => ({ version: 1, uses });

/** Minutes from the start of the tests' clock, in the hour in which they are. */
const at = (minutes: number): Pick<UseRow, "hour" | "last_used_at"> => {
  const time = new Date(START.getTime() + minutes * 60_000);
  const hour = new Date(time);
  hour.setUTCMinutes(0, 0, 0);
  return { hour: hour.toISOString(), last_used_at: time.toISOString() };
};

async function worldWithCredentials() {
  const world = workerWorld();
  await world.provision(world.create(1), world.create(2));
  return world;
}

describe("reports of routers", () => {
  it("each report gets its own verdict, in order, and an unreadable one troubles no other", async () => {
    const { report: settle, uses, log } = await worldWithCredentials();
    const verdicts = await settle(report(useRow(1, at(0))), "nonsense", report(useRow(2, at(0))));
    expect(verdicts).toEqual(["done", "retry", "done"]);
    expect([...uses.uses.keys()]).toEqual([credentialId(1), credentialId(2)]);
    expect(log.lines.map(({ code }) => code)).toContain("uses_unreadable");
  });

  it("a report is no command, whatever it contains, and a command is no report", async () => {
    const { report: settle, table, create } = await worldWithCredentials();
    const before = [...table.credentials.values()];
    expect(await settle(create(3), report(useRow(1, at(0))))).toEqual(["retry", "done"]);
    expect([...table.credentials.values()]).toEqual(before);
    expect(table.events.size).toBe(2);
  });

  it.each([
    ["a credential that does not exist", useRow(9, at(0))],
    ["a key that the credential does not have yet", useRow(1, { ...at(0), key_version: 2 })],
    ["a time more than five minutes ahead", useRow(1, at(6))],
  ])("a use of %s is left out, and its neighbour is recorded", async (_, row) => {
    const { report: settle, uses } = await worldWithCredentials();
    expect(await settle(report(row, useRow(2, at(4))))).toEqual(["done"]);
    expect([...uses.uses.values()]).toEqual([useRow(2, at(4))]);
  });

  it("a row that cannot be recorded brings its report back, and no other", async () => {
    const { report: settle, uses } = await worldWithCredentials();
    uses.refuse((row) => row.credential_id === credentialId(1));
    expect(await settle(report(useRow(1, at(0))), report(useRow(2, at(0))))).toEqual(["retry", "done"]);
    uses.refuse(() => false);
    expect(await settle(report(useRow(1, at(0))))).toEqual(["done"]);
    expect(uses.uses.size).toBe(2);
  });

  it("all reports come back while the table does not answer", async () => {
    const { report: settle, dependencies } = await worldWithCredentials();
    const useLedger = { ...dependencies.useLedger, keyVersions: () => Promise.reject(new Error("down")) };
    Object.assign(dependencies, { useLedger });
    expect(await settle(report(useRow(1, at(0))), "nonsense")).toEqual(["retry", "retry"]);
  });

  it("a report that comes back next week does not undo what was reported since", async () => {
    const { report: settle, uses, clock } = await worldWithCredentials();
    await settle(report(useRow(1, at(0))));
    await clock.sleep(7 * 24 * 3_600_000);
    const now = useRow(1, at(7 * 24 * 60));
    await settle(report(now));
    await settle(report(useRow(1, at(0))));
    expect([...uses.uses.values()]).toEqual([now]);
  });
});
