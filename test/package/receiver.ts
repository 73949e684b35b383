import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

/** An HTTP server on loopback that takes what is posted to it. */
export interface Receiver {
  readonly url: string;
  /** The first document that was posted. @throws Error if none comes within 30 seconds. */
  first(): Promise<{ readonly type?: string }>;
  close(): void;
}

export async function openReceiver(): Promise<Receiver> {
  const { promise, resolve, reject } = Promise.withResolvers<{ readonly type?: string }>();
  // Whoever does not wait for it must not fail because of it.
  promise.catch(() => {});
  const server = createServer(async (request, response) => {
    resolve((await json(request)) as { readonly type?: string });
    response.end();
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    first() {
      const timer = setTimeout(() => reject(new Error("nothing was posted")), 30_000);
      return promise.finally(() => clearTimeout(timer));
    },
    close: () => server.close(),
  };
}
