import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { PROJECT } from "../../infra/local/deploy.ts";

/** In Python, because what it tests runs inside the emulator. */
test("the emulator's pollers take from the front of a queue as they would from all of it", async () => {
  const python = join(PROJECT, ".local/python/bin/python");
  const env = { ...process.env, PYTHONPATH: join(PROJECT, "infra/local"), PYTHONDONTWRITEBYTECODE: "1" };
  const run = await promisify(execFile)(python, [join(import.meta.dirname, "queue_front_test.py")], { env });
  expect(run.stderr).toMatch(/Ran 7 tests.*OK/s);
});
