import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as z from "zod/mini";
import { startEmulator } from "../../infra/local/emulator.ts";
import { startOnPort } from "../../infra/local/port.ts";
import { runCommand } from "../../infra/local/run-command.ts";
import type { Finding, Findings } from "./judge-findings.ts";

const LOCAL = join(import.meta.dirname, "../../infra/local");

const findingSchema = z.object({
  patch: z.string(),
  mends: z.string(),
  shows: z.exactOptional(z.boolean()),
  error: z.exactOptional(z.string()),
});

/**
 * Runs every probe against MiniStack as it is published, and again against MiniStack as keyferry runs it.
 * @param python one that has MiniStack. @throws Error where the published emulator does not start or a probe breaks off.
 */
export async function probeEmulator(python: string): Promise<Findings> {
  const unpatched = await probe(python, false);
  const patched = await probe(python, true).catch((cause: Error): readonly Finding[] => [
    { patch: "launcher.install_patches", mends: "a start with every patch", error: cause.message },
  ]);
  return { unpatched, patched };
}

/** The version that is installed. */
export async function ministackVersion(python: string): Promise<string> {
  return (
    await output(python, ["-c", "import importlib.metadata as m; print(m.version('ministack'))"])
  ).trim();
}

async function probe(python: string, patched: boolean): Promise<readonly Finding[]> {
  const directory = await mkdtemp(join(tmpdir(), "keyferry-emulator-"));
  try {
    const work = await report(python, ["work_probes.py", ...(patched ? ["--patched"] : [])]);
    const withEmulator = async (ask: (endpoint: string) => Promise<readonly Finding[]>) => {
      const emulator = await startOnPort({ file: join(directory, "port") }, (port) =>
        startEmulator({ python, directory, port, enforceIam: true, patched }),
      );
      return ask(emulator.endpoint).finally(() => emulator.stop());
    };
    const asked = await withEmulator(async (endpoint) => {
      const log = join(directory, "emulator.log");
      return [
        ...(await report(python, ["browser_probes.py", endpoint])),
        ...(await report(python, ["iam_probes.py", endpoint, log])),
        ...(await report(python, ["restart_probes.py", endpoint, "--prepare"])),
      ];
    });
    const restarted = await withEmulator((endpoint) => report(python, ["restart_probes.py", endpoint]));
    return [...asked, ...restarted, ...work];
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function report(
  python: string,
  [script = "", ...args]: readonly string[],
): Promise<readonly Finding[]> {
  const lines = await output(python, [join(import.meta.dirname, script), ...args]);
  return lines
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => findingSchema.parse(JSON.parse(line)));
}

async function output(python: string, args: readonly string[]): Promise<string> {
  const environment = { ...process.env, PYTHONPATH: LOCAL, PYTHONDONTWRITEBYTECODE: "1" };
  const run = await runCommand(python, args, { cwd: LOCAL, environment });
  if (run.status !== 0) throw new Error(`${args.join(" ")} ended with ${run.status}:\n${run.output}`);
  return run.output;
}
