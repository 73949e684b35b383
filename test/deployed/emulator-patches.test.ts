import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { PROJECT } from "../../infra/local/deploy.ts";
import { judgeFindings } from "../emulator/judge-findings.ts";
import { ministackVersion, probeEmulator } from "../emulator/probe-emulator.ts";

const PYTHON = join(PROJECT, ".local/python/bin/python");

/** In Python, because what they test runs inside the emulator. */
it.each([
  [
    "the emulator's poller takes from the front of a queue as it would from all of it",
    "queue_front_test.py",
    7,
  ],
  ["a key condition that the emulator parses once finds what it found", "key_conditions_test.py", 3],
  ["a stream of the emulator is read on after a restart", "saved_streams_test.py", 4],
])("%s, as its Python tests show", async (_, file, tests) => {
  const env = { ...process.env, PYTHONPATH: join(PROJECT, "infra/local"), PYTHONDONTWRITEBYTECODE: "1" };
  const run = await promisify(execFile)(PYTHON, [join(import.meta.dirname, file)], { env });
  expect(run.stderr).toContain(`Ran ${tests} tests`);
  expect(run.stderr).toContain("\nOK\n");
});

describe("the patches of the emulator", () => {
  it("the emulator's patches are needed, mend what they are for, and stand in infra/local/README.md with every probe", async () => {
    const version = await ministackVersion(PYTHON);
    const findings = await probeEmulator(PYTHON);
    expect(judgeFindings(findings, version)).toEqual([]);

    const page = await readFile(join(PROJECT, "infra/local/README.md"), "utf8");
    expect(page).toContain(`| patch | MiniStack ${version}, and where |`);
    const rows = [...page.matchAll(/^\| `([\w.]+)` \|.*\| ([^|]+) \|$/gm)].flatMap(([, patch, probes = ""]) =>
      [...probes.matchAll(/`([^`]+)`/g)].map(([, mends]) => `${patch}: ${mends}`),
    );
    expect(rows).toEqual(findings.unpatched.map(({ patch, mends }) => `${patch}: ${mends}`));
  });
});
