import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isStateInUse } from "../../../../infra/local/state-lock.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "keyferry-lock-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

/** An interpreter that ends with this status. What Python says of a real lock, test/deployed shows. */
async function python(status: number): Promise<string> {
  const file = join(directory, "python");
  await writeFile(file, `#!/bin/sh\necho "said why"\nexit ${status}\n`);
  await chmod(file, 0o755);
  return file;
}

const withLockFile = () => writeFile(join(directory, "emulator.lock"), "");

test("a state that no emulator has ever worked on is not in use, and Python is not asked", async () => {
  expect(await isStateInUse("/no/such/python", directory)).toBe(false);
});

test("a state is in use as long as its lock is held", async () => {
  await withLockFile();
  expect(await isStateInUse(await python(3), directory)).toBe(true);
  expect(await isStateInUse(await python(0), directory)).toBe(false);
});

test("a lock that cannot be asked for is taken for neither", async () => {
  await withLockFile();
  await expect(isStateInUse(await python(1), directory)).rejects.toThrow("said why");
});
