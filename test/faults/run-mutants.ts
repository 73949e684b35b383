import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PROJECT } from "../../infra/local/deploy.ts";
import { preparePython } from "../../infra/local/python-environment.ts";
import type { Mutant } from "./mutants/mutant.ts";
import { MUTANTS } from "./mutants/mutants.ts";

/*
 * Plants each deliberate bug in a copy of the project and runs the fault run on it, which must fail. A fault
 * run that never catches a bug proves nothing by passing. Each run has only the faults that expose its bug,
 * so that all runs together take half an hour. Commands, settling and checks are the usual ones.
 */

const { values } = parseArgs({
  options: {
    commands: { type: "string", default: "300" },
    seed: { type: "string", default: "7" },
    /** Seconds that a run may take to settle: the sweep leaves entries younger than a minute alone. */
    settle: { type: "string", default: "90" },
    only: { type: "string", default: "" },
  },
});

const COPIED = ["infra", "functions", "shared", "resolver", "test", "docs"];
const COPIED_FILES = ["package.json", "package-lock.json", "cdk.json", "tsconfig.json"];

const python = join(PROJECT, ".local", "python");
await preparePython({ directory: python });

const started = Date.now();
const minutesSince = (time: number) => ((Date.now() - time) / 60_000).toFixed(1);
const chosen = MUTANTS.filter(({ name }) => name.includes(values.only));
let caught = 0;
for (const mutant of chosen) {
  const since = Date.now();
  const promise = await hunt(mutant);
  if (promise !== null) caught += 1;
  const verdict = promise === null ? "SURVIVED" : "caught";
  console.log(`${verdict}  ${mutant.name} (${minutesSince(since)} min)${promise ? `: ${promise}` : ""}`);
}
console.log(`${caught} of ${chosen.length} deliberate bugs caught in ${minutesSince(started)} minutes`);
process.exitCode = caught === chosen.length ? 0 : 1;

/** The first promise that the mutant broke; null if the run found none, or failed before its checks. */
async function hunt(mutant: Mutant): Promise<string | null> {
  const copy = await mkdtemp(join(tmpdir(), "keyferry-mutant-"));
  try {
    for (const part of [...COPIED, ...COPIED_FILES])
      await cp(join(PROJECT, part), join(copy, part), { recursive: true });
    await symlink(join(PROJECT, "node_modules"), join(copy, "node_modules"));
    await mkdir(join(copy, ".local"));
    await symlink(python, join(copy, ".local", "python"));
    await plant(mutant, copy);
    const { status, output } = await faultRun(mutant, copy);
    if (status === 0) return null;
    return /^VIOLATION (.*)$/m.exec(output)?.[1] ?? null;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function plant({ file, find, replace, name }: Mutant, copy: string): Promise<void> {
  const source = await readFile(join(copy, file), "utf8");
  if (source.split(find).length !== 2) throw new Error(`"${name}" no longer fits ${file}`);
  await writeFile(
    join(copy, file),
    source.replace(find, () => replace),
  );
}

async function faultRun(
  { faults }: Mutant,
  directory: string,
): Promise<{ status: number | null; output: string }> {
  const { commands, seed, settle } = values;
  const kinds = faults.length === 0 ? "none" : faults.join();
  const args = ["--commands", commands, "--seed", seed, "--settle", settle, "--faults", kinds];
  const child = spawn(process.execPath, ["test/faults/run.ts", ...args], {
    cwd: directory,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, output };
}
