import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { PROJECT } from "../../infra/local/deploy.ts";

/** In Python, because what they test runs inside the emulator. */
it.each([
  ["its pollers take from the front of a queue as they would from all of it", "queue_front_test.py", 7],
  ["a key condition that is parsed once finds what it found", "key_conditions_test.py", 3],
])("the emulator: %s", async (_, file, tests) => {
  const python = join(PROJECT, ".local/python/bin/python");
  const env = { ...process.env, PYTHONPATH: join(PROJECT, "infra/local"), PYTHONDONTWRITEBYTECODE: "1" };
  const run = await promisify(execFile)(python, [join(import.meta.dirname, file)], { env });
  expect(run.stderr).toContain(`Ran ${tests} tests`);
  expect(run.stderr).toContain("\nOK\n");
});
