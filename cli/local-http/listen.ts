import { once } from "node:events";
import { lstat, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { UsageError } from "../failure.ts";

/** Where a server of this command listens: on a unix socket, or on a port of 127.0.0.1, which no other machine reaches. */
export type Place = { readonly socket: string } | { readonly port: number };

/** How long a request in flight may still take when the agent ends, in milliseconds. */
const DRAIN_MS = 5_000;

/** Nobody but the owner. */
const PRIVATE = 0o177;

/**
 * Lets a server listen. A unix socket is its owner's alone from the moment that it is there.
 * @returns the address for people and clients: a URL, or the path of the socket.
 * @throws UsageError where another process listens there already, or the place cannot be used.
 */
export async function listen(server: Server, place: Place): Promise<string> {
  if ("socket" in place) await removeStaleSocket(place.socket);
  const mask = process.umask(PRIVATE);
  try {
    if ("socket" in place) server.listen(place.socket);
    else server.listen(place.port, "127.0.0.1");
    await once(server, "listening");
  } catch (error) {
    throw new UsageError(`cannot listen there (${(error as NodeJS.ErrnoException).code})`);
  } finally {
    process.umask(mask);
  }
  return "socket" in place ? place.socket : `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Ends a server: it takes nothing new, completes what is in flight for some seconds, and removes its socket. */
export async function drain(server: Server, most = DRAIN_MS): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), most);
  await closed;
  clearTimeout(cut);
}

/** A socket that a killed process left behind. One on which something answers stays. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  if (!found.isSocket()) throw new UsageError("the path of --socket has another kind of file");
  if (await answers(path)) throw new UsageError("another process listens on that socket already");
  await rm(path, { force: true });
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(path);
    // Any other error, as of one with too many that wait, is of a socket that is somebody's.
    const isLeft = ({ code }: NodeJS.ErrnoException) => code === "ECONNREFUSED" || code === "ENOENT";
    socket.once("connect", () => resolve(true)).once("error", (error) => resolve(!isLeft(error)));
    socket.once("connect", () => socket.destroy());
  });
