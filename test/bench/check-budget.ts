import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { budgeted, measureExact } from "./measures/exact.ts";
import { openWorkshop } from "./process/workshop.ts";
import { startStub } from "./stub/start-stub.ts";

/*
 * The gate on the figures that have no noise: bytes per bundle, SDK calls and dollars per credential. It
 * fails when one of them exceeds test/bench/budget.json. With --write, it sets that file to the present
 * figures, for a commit that explains the change.
 */

const FILE = join(import.meta.dirname, "budget.json");

/** The limit of bytes is the next full thousand, so that a dependency's new comment breaks no build. */
const limitFor = (name: string, figure: number): number =>
  name.startsWith("bytes") ? Math.ceil(figure / 1000) * 1000 : figure;

const stub = await startStub(2048);
const workshop = await openWorkshop();
try {
  const figures = budgeted(await measureExact(workshop, stub));
  if (process.argv.includes("--write")) await write(figures);
  else await check(figures);
} finally {
  await workshop.close();
  await stub.stop();
}

async function write(figures: Readonly<Record<string, number>>): Promise<void> {
  const limits = Object.entries(figures).map(([name, figure]) => [name, limitFor(name, figure)]);
  await writeFile(FILE, `${JSON.stringify(Object.fromEntries(limits), null, 2)}\n`);
}

async function check(figures: Readonly<Record<string, number>>): Promise<void> {
  const limits: Record<string, number> = JSON.parse(await readFile(FILE, "utf8"));
  const names = [...new Set([...Object.keys(limits), ...Object.keys(figures)])];
  const broken = names.flatMap((name) => {
    const [limit, figure] = [limits[name], figures[name]];
    if (limit === undefined) return [`${name}: ${figure}, and no budget for it`];
    if (figure === undefined) return [`${name}: no longer measured, but budgeted`];
    return figure > limit ? [`${name}: ${figure}, budget ${limit}`] : [];
  });
  if (broken.length === 0)
    return console.log(`budget: ${names.length} figures within test/bench/budget.json`);
  console.error(`over budget:\n${broken.map((line) => `  ${line}`).join("\n")}`);
  console.error("Mend it, or raise the budget on purpose: node test/bench/check-budget.ts --write");
  process.exitCode = 1;
}
