import { once } from "node:events";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { choosePort, waitUntilFree } from "../../../../infra/local/port.ts";

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

test("the port of the first start is the port of every start", async () => {
  const wanted = await freePort();
  expect(await choosePort({ file, wanted })).toBe(wanted);
  expect(await choosePort({ file })).toBe(wanted);
  expect(await choosePort({ file, wanted })).toBe(wanted);
});

test("another port than the state's is refused, since the URLs in the state contain it", async () => {
  await choosePort({ file, wanted: 5001 });
  await expect(choosePort({ file, wanted: 5002 })).rejects.toThrow(/belongs to port 5001.*--fresh/);
});

test("a fresh start may choose another port, and that is remembered", async () => {
  const [first, second] = [await freePort(), await freePort()];
  await choosePort({ file, wanted: first });
  expect(await choosePort({ file, wanted: second, fresh: true })).toBe(second);
  expect(await readFile(file, "utf8")).toBe(`${second}\n`);
});

test("a fresh start is refused while an emulator works on the state", async () => {
  const running = await occupy(createHttpServer((_request, response) => response.end("{}")));
  await choosePort({ file, wanted: running });
  await expect(choosePort({ file, fresh: true })).rejects.toThrow(/still runs: stop that npm start/);
});

test("a fresh start leaves a port that something else took meanwhile", async () => {
  const other = await occupy(createServer((socket) => socket.destroy()));
  await choosePort({ file, wanted: other });
  expect(await choosePort({ file, fresh: true })).not.toBe(other);
});

test("a start without any wish finds a port that can be used", async () => {
  const port = await choosePort({ file });
  expect(port).toBeGreaterThan(1023);
  expect(await waitUntilFree(port, 0)).toBe(true);
});

test("a file that is no number counts as none", async () => {
  await choosePort({ file, wanted: 5001 });
  await writeFile(file, "garbage");
  expect(await choosePort({ file, wanted: 5002 })).toBe(5002);
});

test("a start waits for a predecessor to leave, and not for ever", async () => {
  const server = createServer((socket) => socket.destroy());
  const port = await occupy(server);
  expect(await waitUntilFree(port, 0)).toBe(false);
  const waiting = waitUntilFree(port, 5_000);
  server.close();
  expect(await waiting).toBe(true);
});
