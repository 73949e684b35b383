import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openTap } from "../support/emulator/open-tap.ts";
import { check } from "./check.ts";
import type { Tenant } from "./clients.ts";
import { FAULTS } from "./faults.ts";
import type { History } from "./history.ts";
import { sendKeysAsNames } from "./keys-as-names.ts";
import { makePlan, type RunOptions } from "./plan.ts";
import { seeded } from "./random.ts";
import { markOf } from "./raw-keys.ts";
import { report } from "./report.ts";
import { runRouter } from "./router.ts";
import { type FaultRunOptions, runUnderFaults } from "./run-under-faults.ts";
import { recordUses, settle } from "./settle.ts";
import { addSources } from "./webhook-sources.ts";
import { createWorld, type World } from "./world.ts";

const HELP = `npm run test:faults -- [--commands N] [--seed N] [--plan] [--clients N] [--workspaces N]
                         [--faults all|none|KIND,KIND] [--settle SECONDS]

Sends random commands to a deployed stack while faults occur, waits until everything has recovered, and checks every promise.
The same seed draws the same commands and faults; --plan prints them and starts nothing.
`;

const { values } = parseArgs({
  options: {
    commands: { type: "string", default: "3000" },
    seed: { type: "string", default: String(randomInt(2 ** 31)) },
    clients: { type: "string", default: "8" },
    workspaces: { type: "string", default: "4" },
    faults: { type: "string", default: "all" },
    settle: { type: "string", default: "240" },
    plan: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const all = FAULTS.map(({ kind }) => kind);
const named = values.faults === "none" ? [] : values.faults.split(",");
const kinds = values.faults === "all" ? all : named;
const unknown = kinds.filter((kind) => !all.includes(kind));
if (unknown.length > 0) throw new Error(`no such kind of fault: ${unknown.join(", ")}`);
if (Number(values.workspaces) < 2) throw new Error("isolation needs at least two workspaces");
const options: RunOptions = {
  seed: Number(values.seed),
  clients: Number(values.clients),
  workspaces: Number(values.workspaces),
  kinds,
};

/** More than a resolver may take to see a change. */
const ROUTED_ON_MS = 7_000;

/** Returns the number of broken promises. */
async function run(): Promise<number> {
  const { seed, workspaces } = options;
  const started = Date.now();
  const minutes = () => (Date.now() - started) / 60_000;
  const world = await createWorld();
  try {
    const { clients, deployment } = world;
    const tap = await openTap({ ...clients, eventBusName: deployment.eventBusName, name: "fault-run" });
    const history: History = { steps: [], attempts: [], resolved: [], uses: [] };
    const tenants = await makeTenants(world, workspaces);
    const sendings = await addSources(world, tenants, seeded(seed).fork("sources"));
    const commands = Number(values.commands);
    const print = (line: string) => console.log(line);
    const parts = { ...options, commands, tenants, sendings, history, print };
    const ended = new AbortController();
    const [{ hits, repeated, unsettled }, router] = await Promise.all([
      underFaults(world, parts, Number(values.settle)).finally(() => ended.abort()),
      runRouter(world, { tenants, history, random: seeded(seed).fork("router") }, ended.signal),
    ]);

    const unrecorded = await recordUses(world, Number(values.settle) * 1_000);
    const poison = hits.get("poison messages") ?? 0;
    const expected = {
      history,
      tenants,
      poison,
      mark: markOf(seed),
      minutes: minutes(),
      lostAt: router.lostAt,
    };
    const { violations: broken, known } = await check(world, tap, expected);
    const violations = [
      ...repeated,
      ...router.violations,
      ...[unsettled, unrecorded].filter((left) => left !== null),
      ...broken,
    ];
    for (const line of report({
      history,
      hits,
      routerHits: new Map(kinds.map((kind) => [kind, world.proxy.hits(kind, "router")])),
      deaths: world.deaths,
      router,
      known,
      violations,
      minutes: minutes(),
      seed,
    }))
      console.log(line);
    return violations.length;
  } finally {
    await world.stop();
  }
}

/** Runs clients and faults to their end, and waits until nothing is in flight and a router must know of the last change. */
async function underFaults(world: World, parts: FaultRunOptions, settleSeconds: number) {
  const hits = await runUnderFaults(world, parts);
  const lastChange = Date.now();
  const repeated = await sendKeysAsNames(parts.tenants);
  const unsettled = await settle(world, settleSeconds * 1_000);
  await pause(Math.max(0, lastChange + ROUTED_ON_MS - Date.now()));
  return { hits, repeated, unsettled };
}

const makeTenants = (world: World, count: number): Promise<readonly Tenant[]> =>
  Promise.all(Array.from({ length: count }, () => world.clients.newTenant()));

function printPlan(): void {
  const plan = makePlan(options, 1, 12);
  const print = (title: string, things: readonly object[]) =>
    console.log([title, ...things.map((thing) => `  ${JSON.stringify(thing)}`)].join("\n"));
  print("faults", plan.faults);
  for (const [name, commands] of Object.entries(plan.commands)) print(name, commands);
}

function printDigest(): void {
  const { digest } = makePlan(options);
  console.log(`seed ${options.seed}; faults ${digest.faults}; commands ${digest.commands}`);
}

if (values.help) console.log(HELP);
else {
  printDigest();
  if (values.plan) printPlan();
  else process.exitCode = (await run()) === 0 ? 0 : 1;
}
