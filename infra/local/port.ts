import { mkdir, readFile, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { dirname } from "node:path";
import { LocalAwsError } from "./local-aws-error.ts";

/** Differs from 4566, which other emulators use. */
const PREFERRED_PORT = 4750;
const HOST = "127.0.0.1";
const POLL_MS = 100;

/** Of starts that look for a port at the same time, one gets it. More than a few do not meet on the same one again. */
const ATTEMPTS = 5;

export interface PortChoice {
  /** The file that remembers the port. */
  readonly file: string;
  /** The port that the caller asks for. Default: the remembered one, else the preferred one, else any free port. */
  readonly wanted?: number | undefined;
  /** Whether to forget the remembered port. Default: false. */
  readonly fresh?: boolean | undefined;
  /** Default: 4750. */
  readonly preferred?: number;
}

/** Something else listens on the port. */
export class PortTakenError extends LocalAwsError {}

/**
 * Starts something on the port of a state. The URLs of the queues and of the API contain the port, and the deployed
 * functions know those URLs. So it is chosen once, when something has started on it, and kept until the state is deleted.
 * @param start throws PortTakenError where another process was there first. If nobody asked for that port, another one is
 *   tried.
 * @throws LocalAwsError if the caller asks for another port than the state's, or the state's port is taken.
 */
export async function startOnPort<Started>(
  { file, wanted, fresh, preferred = PREFERRED_PORT }: PortChoice,
  start: (port: number) => Promise<Started>,
): Promise<Started> {
  const remembered = fresh ? 0 : Number(await readFile(file, "utf8").catch(() => ""));
  if (remembered > 0) {
    if (wanted !== undefined && wanted !== remembered) {
      throw new LocalAwsError(
        `What is stored here belongs to port ${remembered}: leave out --port, ` +
          `or add --fresh to start over, without that data, on port ${wanted}.`,
      );
    }
    return start(remembered).catch((error: unknown) => {
      throw explained(
        error,
        `What is stored here belongs to port ${remembered}, and something else listens there: stop it ` +
          "(another npm start?), or start over on another port, without that data, with npm start -- --fresh.",
      );
    });
  }
  const { port, started } =
    wanted === undefined
      ? await startOnFreePort(preferred, start)
      : {
          port: wanted,
          started: await start(wanted).catch((error: unknown) => {
            throw explained(error, `Port ${wanted} is in use: name another one, or leave out --port.`);
          }),
        };
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, `${port}\n`);
  return started;
}

async function startOnFreePort<Started>(
  preferred: number,
  start: (port: number) => Promise<Started>,
): Promise<{ readonly port: number; readonly started: Started }> {
  let port = (await isFree(preferred)) ? preferred : await anyFreePort();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { port, started: await start(port) };
    } catch (error) {
      if (!(error instanceof PortTakenError) || attempt === ATTEMPTS) throw error;
      port = await anyFreePort();
    }
  }
}

const explained = (error: unknown, advice: string): unknown =>
  error instanceof PortTakenError ? new LocalAwsError(advice, { cause: error }) : error;

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
