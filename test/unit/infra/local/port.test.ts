import { once } from "node:events";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LocalAwsError } from "../../../../infra/local/local-aws-error.ts";
import { PortTakenError, startOnPort, waitUntilFree } from "../../../../infra/local/port.ts";

let file: string;
const servers: Server[] = [];
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), "keyferry-")), "below", "port");
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.listening && once(server.close(), "close")));
});

async function occupy(server: Server): Promise<number> {
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await occupy(server);
  await once(server.close(), "close");
  return port;
}

/** What starts where nothing listens: the port alone. */
const start = async (port: number): Promise<number> => port;

/** Like an emulator: it listens, or says that another process does. */
async function listenOn(port: number): Promise<number> {
  const server = createServer((socket) => socket.destroy());
  servers.push(server);
  server.listen(port, "127.0.0.1");
  await once(server, "listening").catch((cause) => {
    throw new PortTakenError("taken", { cause });
  });
  return port;
}

test("the port of the first start is the port of every start", async () => {
  const wanted = await freePort();
  expect(await startOnPort({ file, wanted }, start)).toBe(wanted);
  expect(await startOnPort({ file }, start)).toBe(wanted);
  expect(await startOnPort({ file, wanted }, start)).toBe(wanted);
});

test("another port than the state's is refused, since the URLs in the state contain it", async () => {
  await startOnPort({ file, wanted: 5001 }, start);
  await expect(startOnPort({ file, wanted: 5002 }, start)).rejects.toThrow(/belongs to port 5001.*--fresh/);
});

test("a fresh start may choose another port, and that is remembered", async () => {
  const [first, second] = [await freePort(), await freePort()];
  await startOnPort({ file, wanted: first }, start);
  expect(await startOnPort({ file, wanted: second, fresh: true }, start)).toBe(second);
  expect(await readFile(file, "utf8")).toBe(`${second}\n`);
});

test("a fresh start leaves a port that something else took meanwhile", async () => {
  const other = await occupy(createServer((socket) => socket.destroy()));
  await startOnPort({ file, wanted: other }, start);
  expect(await startOnPort({ file, fresh: true, preferred: other }, listenOn)).not.toBe(other);
});

test("two starts at the same time get a port each, and each remembers its own", async () => {
  const preferred = await freePort();
  const files = ["one", "two", "three"].map((name) => join(dirname(file), name, "port"));
  // All of them find the port free before one of them listens on it.
  const ports = await Promise.all(files.map((each) => startOnPort({ file: each, preferred }, listenOn)));
  expect(new Set(ports).size).toBe(3);
  expect(ports).toContain(preferred);
  const remembered = await Promise.all(files.map((each) => readFile(each, "utf8")));
  expect(remembered).toEqual(ports.map((port) => `${port}\n`));
});

test("a start that fails remembers no port, so that the next one is free to choose", async () => {
  const taken = await occupy(createServer((socket) => socket.destroy()));
  await expect(startOnPort({ file, wanted: taken }, listenOn)).rejects.toThrow(/is in use: name another one/);
  const broken = async () => {
    throw new LocalAwsError("broken");
  };
  await expect(startOnPort({ file }, broken)).rejects.toThrow("broken");
  await expect(readFile(file)).rejects.toThrow("ENOENT");
  expect(await startOnPort({ file, preferred: taken }, listenOn)).not.toBe(taken);
});

test("a state whose port another program took says how to start over, and that works", async () => {
  const taken = await occupy(createHttpServer((_request, response) => response.end("{}")));
  await startOnPort({ file, wanted: taken }, start);
  const failure = startOnPort({ file }, listenOn);
  await expect(failure).rejects.toThrow(new RegExp(`belongs to port ${taken}.* npm start -- --fresh\\.$`));
  expect(await startOnPort({ file, fresh: true }, listenOn)).not.toBe(taken);
});

test("a start without any wish finds a port that can be used", async () => {
  const port = await startOnPort({ file }, start);
  expect(port).toBeGreaterThan(1023);
  expect(await waitUntilFree(port, 0)).toBe(true);
});

test("a file that is no number counts as none", async () => {
  await startOnPort({ file, wanted: 5001 }, start);
  await writeFile(file, "garbage");
  expect(await startOnPort({ file, wanted: 5002 }, start)).toBe(5002);
});

test("a start waits for a predecessor to leave, and not for ever", async () => {
  const server = createServer((socket) => socket.destroy());
  const port = await occupy(server);
  expect(await waitUntilFree(port, 0)).toBe(false);
  const waiting = waitUntilFree(port, 5_000);
  server.close();
  expect(await waiting).toBe(true);
});
