import { availableParallelism, cpus } from "node:os";
import type { Progress } from "../../infra/local/progress.ts";
import { openStage } from "./end-to-end/deploy.ts";
import { type ImportRun, measureImport } from "./end-to-end/import.ts";
import { type Latency, measureLatency } from "./end-to-end/latency.ts";
import { type CliRun, measureCli } from "./measures/cli.ts";
import { type ColdStart, measureColdStart } from "./measures/cold-start.ts";
import { type Cpu, measureCpu } from "./measures/cpu.ts";
import { type Exact, measureExact } from "./measures/exact.ts";
import { measureOpening, type Opening } from "./measures/opening.ts";
import { measureResolving, type Resolving } from "./measures/resolving.ts";
import type { Options } from "./options.ts";
import { openWorkshop } from "./process/workshop.ts";
import { type Cadence, simulateCadence } from "./simulation/cadence.ts";
import { type MemoryChoice, simulateMemory } from "./simulation/memory.ts";
import { type Scenario, simulate } from "./simulation/model.ts";
import { type Overlap, overlapOf } from "./simulation/overlap.ts";
import { startStub } from "./stub/start-stub.ts";

/** The results of one run of the benchmark. */
export interface Run {
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  readonly quick: boolean;
  readonly minutes: number;
  readonly exact: Exact;
  readonly coldStart: readonly ColdStart[];
  readonly cpu: readonly Cpu[];
  readonly opening: Opening;
  readonly resolving: Resolving;
  readonly cli: readonly CliRun[];
  readonly simulation: readonly Scenario[];
  readonly cadence: readonly Cadence[];
  readonly memory: readonly MemoryChoice[];
  readonly local: Local | null;
}

export interface Local {
  readonly latency: Latency;
  readonly imports: readonly ImportRun[];
  readonly skipped: readonly Skipped[];
  /** The comparison of the simulation with the local measurement. */
  readonly overlap: Overlap;
}

/** An import that was left out, with the time that it would have taken at the speed of the previous one. */
export interface Skipped {
  readonly rows: number;
  readonly minutes: number;
}

/** The sizes of the files that the command gets. */
const CLI_ROWS = [100_000, 1_000_000];

/** An import that would take longer on this machine is left out, so that the whole run ends in time. */
const IMPORT_MINUTES = 14;

/** The rate of the simulation, in credentials per second. */
export const SIMULATED_RATE = 10_000;

/** Runs the whole benchmark and stops every process that it started. */
export async function runBenchmark({ quick, local }: Options, progress: Progress): Promise<Run> {
  const start = performance.now();
  const stubbed = await onTheStub(quick, progress);
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: `${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? "an unknown processor"}`,
    node: process.version,
    quick,
    ...stubbed,
    simulation: simulate(stubbed.exact, SIMULATED_RATE),
    cadence: simulateCadence(),
    memory: simulateMemory(stubbed.cpu, stubbed.coldStart, stubbed.exact),
    local: local ? await onTheLocalStack(quick, progress) : null,
    minutes: (performance.now() - start) / 60_000,
  };
}

async function onTheStub(quick: boolean, progress: Progress) {
  const stub = await startStub();
  const workshop = await openWorkshop();
  try {
    return {
      exact: await progress("Bytes, calls, costs", () => measureExact(workshop, stub)),
      coldStart: await progress("Cold starts", () => measureColdStart(workshop, stub, quick ? 5 : 15)),
      cpu: await progress("CPU", () => measureCpu(workshop, stub, quick ? 5 : 15)),
      opening: await progress("Opening", () => measureOpening(workshop, stub, quick ? 5 : 15)),
      resolving: await progress("Resolving", () =>
        measureResolving(workshop, quick ? 2 : 5, quick ? 1_000 : 10_000),
      ),
      cli: await progress("The command", () => measureCli(stub, quick ? [10_000] : CLI_ROWS)),
    };
  } finally {
    await workshop.close();
    await stub.stop();
  }
}

async function onTheLocalStack(quick: boolean, progress: Progress): Promise<Local> {
  const stage = await openStage(progress);
  try {
    const latency = await progress("POST to 201", () =>
      measureLatency(stage, { rounds: quick ? 10 : 40, seconds: quick ? 3 : 10 }),
    );
    const imports: ImportRun[] = [];
    // The first import starts processes and fills caches.
    await measureImport(stage, 100);
    const skipped: Skipped[] = [];
    // The middle import runs before and after the large one, with which it is compared, because machines have
    // slow minutes.
    for (const rows of quick ? [200, 1_000] : [1_000, 10_000, 100_000, 10_000]) {
      const minutes = rows / (imports.at(-1)?.rowsPerSecond ?? rows) / 60;
      if (minutes > IMPORT_MINUTES) {
        skipped.push({ rows, minutes });
        continue;
      }
      const label = `Import of ${rows.toLocaleString("en")} rows`;
      imports.push(await progress(label, () => measureImport(stage, rows)));
    }
    const overlap = await progress("Simulation against measurement", () => overlapOf(stage, imports));
    return { latency, imports, skipped, overlap };
  } finally {
    await stage.close();
  }
}
