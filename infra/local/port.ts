import { mkdir, readFile, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { dirname } from "node:path";
import { LocalAwsError } from "./local-aws-error.ts";

/** Differs from 4566, which other emulators use. */
const PREFERRED_PORT = 4750;
const HOST = "127.0.0.1";
const POLL_MS = 100;

export interface PortChoice {
  /** The file that remembers the port. */
  readonly file: string;
  /** The port that the caller asks for. Default: the remembered one, else 4750, else any free port. */
  readonly wanted?: number | undefined;
  /** Whether to forget the remembered port. Throws while an emulator still uses it. Default: false. */
  readonly fresh?: boolean | undefined;
}

/**
 * The port of this state. The URLs of the queues and of the API contain it, and the deployed functions know those URLs.
 * So the port is chosen once and kept until the state is deleted.
 * @throws LocalAwsError if the caller asks for another port than the state's, or for a fresh state that is in use.
 */
export async function choosePort({ file, wanted, fresh }: PortChoice): Promise<number> {
  const remembered = Number(await readFile(file, "utf8").catch(() => ""));
  if (fresh && remembered > 0 && (await isEmulator(remembered))) {
    throw new LocalAwsError(
      `The emulator on port ${remembered} still runs: stop that npm start before you start over with --fresh.`,
    );
  }
  if (remembered > 0 && !fresh) {
    if (wanted !== undefined && wanted !== remembered) {
      throw new LocalAwsError(
        `What is stored here belongs to port ${remembered}: leave out --port, ` +
          `or add --fresh to start over, without that data, on port ${wanted}.`,
      );
    }
    return remembered;
  }
  const port = wanted ?? ((await isFree(PREFERRED_PORT)) ? PREFERRED_PORT : await anyFreePort());
  // If a user tries keyferry with a real key, no other user of the machine may read it.
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${port}\n`);
  return port;
}

/** Waits until the port is free: an emulator that is stopping keeps its port until its state is saved. */
export async function waitUntilFree(port: number, milliseconds: number): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (!(await isFree(port))) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return true;
}

/** Tries to connect: on some systems, a trial bind would make the port unusable for a moment. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("error", () => resolve(true));
  });
}

/** Whether the port has a listener, and that is an emulator that may be using this state. */
const isEmulator = (port: number): Promise<boolean> =>
  fetch(`http://${HOST}:${port}/_ministack/health`, { signal: AbortSignal.timeout(2_000) }).then(
    (answer) => answer.ok,
    () => false,
  );

function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, HOST, () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
