import { setTimeout as pause } from "node:timers/promises";
import type { Figures } from "../package/figures.ts";
import { newKey, PLATFORM_KEY, type Platform, type Tenant } from "./platform.ts";
import type { Router } from "./router.ts";

const REQUESTS = 200;
const SIDE_BY_SIDE = 8;
const PROMISED_MS = 5_500;
/** How a provider answers a key in whose place another may serve: revoked, without credit, over its limit. */
const REFUSALS = [401, 402, 429];

/** What a router promises its tenants, on each request of theirs. */
export async function inspectRouter(router: Router, platform: Platform, figures: Figures): Promise<void> {
  const { provider, newTenant } = platform;
  const [alice, bob] = [await newTenant(1), await newTenant(1)];
  const [dead, none, altered] = [await newTenant(1), await newTenant(0), await newTenant(2)];
  provider.refuse(dead.keys[0]?.key ?? "", 401);
  await platform.damage(altered.keys[0]?.id ?? "");
  let asked = 0;
  const ask = async (tenant: Tenant) => {
    asked += 1;
    const name = `${router.name} ${asked}`;
    const status = await router.ask(tenant, name);
    return { status, keys: provider.keysOf(name) };
  };

  let right = 0;
  for (let sent = 0; sent < REQUESTS; sent += SIDE_BY_SIDE) {
    const tenants = Array.from({ length: SIDE_BY_SIDE }, (_, index) => (index % 2 === 0 ? alice : bob));
    for (const [index, { status, keys }] of (await Promise.all(tenants.map(ask))).entries()) {
      const own = tenants[index]?.keys[0]?.key;
      if (status === 200 && keys.length === 1 && keys[0] === own) right += 1;
    }
  }
  figures.equal(`${router.name}: requests of ${REQUESTS} with the right tenant's key`, right, REQUESTS);

  for (const status of REFUSALS) {
    const two = await newTenant(2);
    provider.refuse(two.keys[0]?.key ?? "", status);
    const both = await ask(two);
    figures.equal(
      `${router.name}: status after a key that is answered ${status}, by the next`,
      both.status,
      200,
    );
    figures.equal(`${router.name}: keys that were tried then, of two`, countOf(both.keys, two), 2);
  }
  const three = await newTenant(3);
  const [gone] = three.keys;
  provider.refuse(gone?.key ?? "", 401, async () => {
    await three.api("DELETE", `/byok/${gone?.id}`);
    await pause(PROMISED_MS);
  });
  const order = (await ask(three)).keys.map((key) => three.keys.findIndex((each) => each.key === key));
  figures.equal(
    `${router.name}: keys that are used where the first is deleted meanwhile`,
    order.join(),
    "0,1",
  );

  const next = await ask(altered);
  figures.equal(`${router.name}: a record that was altered is followed by the next`, next.status, 200);
  figures.equal(`${router.name}: the use of a key is shown`, await isShown(alice), true);
  const shared = await ask(none);
  figures.equal(
    `${router.name}: a tenant without keys gets the platform's`,
    shared.keys.join() === PLATFORM_KEY,
    true,
  );

  const refused = Promise.all(Array.from({ length: 10 }, () => ask(dead)));
  let failures = 0;
  for (let sent = 0; sent < 40; sent += SIDE_BY_SIDE) {
    const answers = await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => ask(bob)));
    failures += answers.filter(({ status }) => status !== 200).length;
  }
  figures.equal(`${router.name}: failures of 40 requests beside a tenant whose key is dead`, failures, 0);
  const dying = await refused;
  figures.equal(`${router.name}: requests of 10 with a dead key that were answered 200`, okOf(dying), 0);
  const paid = dying.filter(({ keys }) => keys.includes(PLATFORM_KEY)).length;
  figures.equal(`${router.name}: of these, paid by the platform`, paid, 0);

  const key = newKey();
  await alice.api("PATCH", `/byok/${alice.keys[0]?.id}`, { key });
  const acknowledged = performance.now();
  let seenMs = Number.POSITIVE_INFINITY;
  while (performance.now() - acknowledged < 2 * PROMISED_MS) {
    const startedMs = performance.now() - acknowledged;
    if ((await ask(alice)).keys[0] === key) {
      seenMs = startedMs;
      break;
    }
    await pause(50);
  }
  figures.atMost(`${router.name}: a rotation is used after`, Math.round(seenMs), PROMISED_MS, "ms");
}

/** Whether the API shows, within some seconds, that a tenant's key was used. */
async function isShown({ api, keys }: Tenant): Promise<boolean> {
  for (let tries = 0; tries < 20; tries += 1) {
    const { data } = (await api("GET", `/byok/${keys[0]?.id}`)).body;
    if (data.last_hour?.outcomes.ok > 0) return true;
    await pause(500);
  }
  return false;
}

const okOf = (answers: readonly { readonly status: number }[]) =>
  answers.filter(({ status }) => status === 200).length;

/** How many of a tenant's keys are among these, each counted once. */
const countOf = (keys: readonly string[], tenant: Tenant) =>
  tenant.keys.filter(({ key }) => keys.includes(key)).length;
