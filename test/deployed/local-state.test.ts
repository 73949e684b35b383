import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, it, onTestFinished } from "vitest";
import { PROJECT } from "../../infra/local/deploy.ts";
import { startEmulator } from "../../infra/local/emulator.ts";
import { startLocalAws } from "../../infra/local/local-aws.ts";
import { PortTakenError } from "../../infra/local/port.ts";
import { isStateInUse } from "../../infra/local/state-lock.ts";

/* `npm start` beside that of another checkout, or of another user. */

const pythonDirectory = join(PROJECT, ".local/python");
const python = join(pythonDirectory, "bin/python");

async function newDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "keyferry-state-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

it("two emulators that start on one port at the same time are never taken for one another", async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));

  const directories = [await newDirectory(), await newDirectory()];
  const starts = await Promise.allSettled(
    directories.map((directory) => startEmulator({ python, directory, port, enforceIam: true })),
  );
  const started = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  await Promise.all(started.map((emulator) => emulator.stop()));
  expect(started).toHaveLength(1);
  const [failed] = starts.flatMap((start) => (start.status === "rejected" ? [start.reason] : []));
  expect(failed).toBeInstanceOf(PortTakenError);
});

it("a state is in use while its emulator runs, and a fresh start leaves it alone", async () => {
  const directory = inject("directory");
  expect(await isStateInUse(python, directory)).toBe(true);
  await expect(startLocalAws({ directory, pythonDirectory, fresh: true })).rejects.toThrow(
    "stop that npm start before you start over with --fresh",
  );
});

it("a second start on a state in use says that one runs already, and advises nothing that loses the data", async () => {
  const start = startLocalAws({ directory: inject("directory"), pythonDirectory });
  await expect(start).rejects.toThrow(/npm start already runs for .*: use that one, or stop it/);
  await expect(start).rejects.not.toThrow("--fresh");
});

it("a state whose port is another emulator's now is started over on a port of its own", async () => {
  const directory = await newDirectory();
  const port = Number(new URL(inject("deployment").awsEndpoint).port);
  const start = (options: { port?: number; fresh?: boolean }) =>
    startLocalAws({ directory, pythonDirectory, ...options });
  await expect(start({ port })).rejects.toThrow("leave out --port");
  const first = await start({});
  await first.stop();
  expect(await isStateInUse(python, directory)).toBe(false);

  const own = Number(new URL(first.endpoint).port);
  const other = createServer((_request, response) => response.end("{}"));
  await new Promise<void>((resolve) => other.listen(own, "127.0.0.1", resolve));
  onTestFinished(() => void other.close());
  await expect(start({})).rejects.toThrow("npm start -- --fresh");
  const second = await start({ fresh: true });
  await second.stop();
  expect(second.endpoint).not.toBe(first.endpoint);
});
