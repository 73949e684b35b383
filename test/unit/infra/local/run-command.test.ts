import { access, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { runCommand } from "../../../../infra/local/run-command.ts";

const options = { cwd: tmpdir(), environment: process.env };
test("the status and the output of both streams are returned, and go to the log", async () => {
  const logFile = join(await mkdtemp(join(tmpdir(), "keyferry-")), "log");
  const result = await runCommand("sh", ["-c", "echo out; echo err >&2; exit 3"], { ...options, logFile });
  expect(result.status).toBe(3);
  expect(result.output.split("\n").sort()).toEqual(["", "err", "out"]);
  expect(await readFile(logFile, "utf8")).toBe(result.output);
});

test("a command that does not exist has status 127, as in a shell", async () => {
  expect(await runCommand("/no/such/command", [], options)).toEqual({ status: 127, output: "" });
});

test("an abort ends the command with everything it started", async () => {
  const controller = new AbortController();
  const started = join(await mkdtemp(join(tmpdir(), "keyferry-")), "started");
  // The background process keeps standard output open: while it lives, the command is not over.
  const script = `sleep 60 & touch ${started}; wait`;
  const running = runCommand("sh", ["-c", script], { ...options, signal: controller.signal });
  await vi.waitFor(() => access(started));
  controller.abort();
  await expect(running).rejects.toThrow(/abort/i);
});

test("an abort before the start starts nothing at all", async () => {
  await expect(runCommand("sh", [], { ...options, signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});
