import { spawn } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PROJECT } from "../../infra/local/deploy.ts";
import { MUTANTS, type Mutant } from "./mutants.ts";

/*
 * Plants each deliberate bug in a copy of the project and runs the fault run on it, which must fail. A fault run that
 * never catches a bug proves nothing by passing.
 */

const { values } = parseArgs({
  options: {
    commands: { type: "string", default: "250" },
    seed: { type: "string", default: "7" },
    only: { type: "string", default: "" },
  },
});

const chosen = MUTANTS.filter(({ name }) => name.includes(values.only));
let caught = 0;
for (const mutant of chosen) {
  const started = Date.now();
  const verdict = await hunt(mutant);
  if (verdict !== null) caught += 1;
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(
    `${verdict === null ? "SURVIVED" : "caught"}  ${mutant.name} (${seconds} s)${verdict ? `: ${verdict}` : ""}`,
  );
}
console.log(`${caught} of ${chosen.length} deliberate bugs caught`);
process.exitCode = caught === chosen.length ? 0 : 1;

/** The first promise that the mutant broke; null where the run saw none, or did not get that far. */
async function hunt(mutant: Mutant): Promise<string | null> {
  const copy = await mkdtemp(join(tmpdir(), "keyferry-mutant-"));
  try {
    for (const part of [
      "infra",
      "functions",
      "shared",
      "test",
      "docs",
      "package.json",
      "package-lock.json",
      "cdk.json",
      "tsconfig.json",
    ]) {
      await cp(join(PROJECT, part), join(copy, part), { recursive: true });
    }
    await symlink(join(PROJECT, "node_modules"), join(copy, "node_modules"));
    await plant(mutant, copy);
    const { status, output } = await faultRun(copy);
    if (status === 0) return null;
    return /^VIOLATION (.*)$/m.exec(output)?.[1] ?? /not settled after .*/.exec(output)?.[0] ?? null;
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function plant({ file, find, replace, name }: Mutant, copy: string): Promise<void> {
  const source = await readFile(join(copy, file), "utf8");
  if (source.split(find).length !== 2) throw new Error(`"${name}" does not fit ${file} any more`);
  await writeFile(
    join(copy, file),
    source.replace(find, () => replace),
  );
}

async function faultRun(directory: string): Promise<{ status: number | null; output: string }> {
  const args = ["test/faults/run.ts", "--commands", values.commands, "--seed", values.seed];
  const child = spawn(process.execPath, args, { cwd: directory, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, output };
}
