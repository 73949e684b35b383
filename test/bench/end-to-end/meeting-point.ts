import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface MeetingPoint {
  readonly url: string;
  close(): void;
}

/** Where the bare pipeline's two hops meet: a GET is answered when the POST of the same path arrives. */
export async function openMeetingPoint(): Promise<MeetingPoint> {
  const arrived = new Map<string, () => void>();
  const server = createServer((request, response) => {
    const id = request.url ?? "";
    if (request.method === "POST") {
      response.end();
      const release = arrived.get(id);
      arrived.set(id, () => {});
      release?.();
      return;
    }
    if (arrived.has(id)) response.end();
    else arrived.set(id, () => response.end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
