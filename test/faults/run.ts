import { randomInt } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openTap } from "../support/open-tap.ts";
import { checkCredentials } from "./check-credentials.ts";
import { checkIsolation } from "./check-isolation.ts";
import { checkSurroundings } from "./check-surroundings.ts";
import { runClient, type Tenant } from "./clients.ts";
import { FAULTS, type Fault } from "./faults.ts";
import type { History } from "./history.ts";
import { runProducer } from "./producer.ts";
import { type Random, seeded } from "./random.ts";
import { readStore } from "./read-store.ts";
import { settle } from "./settle.ts";
import { createWorld, type World } from "./world.ts";

const HELP = `npm run test:faults -- [--commands N] [--seed N] [--clients N] [--workspaces N]

Sends random commands to a deployed stack while things break, lets everything heal, and checks every promise.
The same seed draws the same commands and the same faults.
`;

const { values } = parseArgs({
  options: {
    commands: { type: "string", default: "3000" },
    seed: { type: "string", default: String(randomInt(2 ** 31)) },
    clients: { type: "string", default: "8" },
    workspaces: { type: "string", default: "4" },
    help: { type: "boolean", default: false },
  },
});
/** Answers the number of promises that were not kept. */
async function run(): Promise<number> {
  const seed = Number(values.seed);
  const started = Date.now();
  const random = seeded(seed);
  console.log(`seed ${seed}`);
  const world = await createWorld();
  try {
    const { clients, deployment } = world;
    const tap = await openTap({ ...clients, eventBusName: deployment.eventBusName, name: "fault-run" });
    // Every key holds this mark, so that one search finds any of them in any place.
    const mark = `KeyFerryFaultRun${seed}`;
    const history: History = [];
    const tenants = await makeTenants(world, Number(values.workspaces));
    const struck = await misbehave(world, random, history, mark, tenants);
    await settle(world);

    const store = await readStore(world);
    const violations = [
      ...(await checkCredentials(history, store, clients.openStored)),
      ...(await checkIsolation(world, store, tenants)),
      ...(await checkSurroundings(world, store, tap, { poison: struck.get("poison messages") ?? 0, mark })),
    ];
    report(history, struck, violations, (Date.now() - started) / 60_000, seed);
    return violations.length;
  } finally {
    await world.stop();
  }
}

const makeTenants = (world: World, count: number): Promise<readonly Tenant[]> =>
  Promise.all(Array.from({ length: count }, () => world.clients.newTenant()));

/** Clients and faults together, until all commands are sent and each kind of fault has struck. */
async function misbehave(
  world: World,
  random: Random,
  history: History,
  mark: string,
  tenants: readonly Tenant[],
): Promise<Map<string, number>> {
  let turns = Number(values.commands);
  let keys = 0;
  const newKey = () => {
    keys += 1;
    return `sk-proj-${mark}x${String(keys).padStart(6, "0")}x${"Zq8vN3rT".repeat(5)}`;
  };
  // At least as many commands as were asked for, and no end before each kind of fault has met them.
  let everyFaultStruck = false;
  const takeTurn = () => turns-- > 0 || !everyFaultStruck;
  const optionsFor = (name: string) => ({
    name,
    random: random.fork(name),
    tenants,
    history,
    takeTurn,
    newKey,
  });
  const running = [
    ...Array.from({ length: Number(values.clients) }, (_, index) => runClient(optionsFor(`client-${index}`))),
    runProducer(optionsFor("producer"), world),
  ];
  const clientsDone = Promise.all(running);
  let busy = true;
  void clientsDone.finally(() => {
    busy = false;
  });

  const struck = new Map<string, number>(FAULTS.map(({ kind }) => [kind, 0]));
  const draw = random.fork("faults");
  const strikeOnce = async (fault: Fault, round: number) => {
    const times = await fault.strike(world, draw.fork(`${fault.kind} ${round}`));
    struck.set(fault.kind, (struck.get(fault.kind) ?? 0) + times);
    console.log(`${history.length} commands answered; ${fault.kind}: ${times}`);
    await pause(draw.below(600));
  };
  // Whole rounds of all kinds while clients are at work; the last one is cut short when they are done.
  for (let round = 0; busy; round += 1) {
    for (const fault of shuffled(draw)) if (busy) await strikeOnce(fault, round);
    everyFaultStruck = true;
  }
  await clientsDone;
  return struck;
}

function shuffled(random: Random): readonly Fault[] {
  const ranked = FAULTS.map((fault) => ({ fault, rank: random.next() }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ fault }) => fault);
}

function report(
  history: History,
  struck: ReadonlyMap<string, number>,
  violations: readonly string[],
  minutes: number,
  seed: number,
): void {
  const count = (answer: string) => history.filter((step) => step.answer === answer).length;
  console.log(
    `\n${history.length} commands: ${count("done")} done, ${count("accepted")} accepted, ${count("unknown")} unanswered`,
  );
  for (const [kind, times] of struck) console.log(`  ${kind}: ${times}`);
  console.log(
    `${struck.size} kinds of fault, ${[...struck.values()].filter((times) => times > 0).length} of which struck`,
  );
  for (const violation of violations.slice(0, 50)) console.log(`VIOLATION ${violation}`);
  console.log(`${violations.length} violations; seed ${seed}; ${minutes.toFixed(1)} minutes`);
}

if (values.help) console.log(HELP);
else process.exitCode = (await run()) === 0 ? 0 : 1;
