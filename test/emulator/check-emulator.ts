import { rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PROJECT } from "../../infra/local/deploy.ts";
import { LocalAwsError } from "../../infra/local/local-aws-error.ts";
import { preparePython } from "../../infra/local/python-environment.ts";
import { judgeFindings } from "./judge-findings.ts";
import { ministackVersion, probeEmulator } from "./probe-emulator.ts";

const HELP = `npm run check:emulator -- [--newest]

Says which patches of infra/local the emulator no longer needs, and which no longer work: infra/local/README.md.

  --newest   the newest MiniStack that is published, in a Python environment of its own, instead of the pinned one
`;

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof LocalAwsError ? error.message : error);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { newest: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const python = values.newest
    ? await prepareNewest()
    : await preparePython({ directory: environment("python") });
  const version = await ministackVersion(python);
  const findings = await probeEmulator(python);
  const todo = judgeFindings(findings, version);
  for (const sentence of todo) console.error(sentence);
  if (todo.length > 0) return 1;
  console.log(
    `ministack ${version}: every patch is needed, and mends what it is for (${findings.patched.length} probes)`,
  );
  return 0;
}

async function prepareNewest(): Promise<string> {
  const directory = environment("python-newest");
  // Kept, it would stay what was the newest at the first time.
  await rm(directory, { recursive: true, force: true });
  return preparePython({
    directory,
    requirements: join(import.meta.dirname, "newest.txt"),
    pinned: false,
  });
}

function environment(name: string): string {
  return join(PROJECT, ".local", name);
}
