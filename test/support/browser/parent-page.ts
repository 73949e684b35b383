import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Keeps every message that comes in, whoever sent it. */
const KEEP_MESSAGES = `<script>
  window.messages = [];
  addEventListener("message", ({ data, origin }) => messages.push({ data, origin }));
</script>`;

/** A page of somebody else, from an origin of its own on loopback, that shows a link in a frame as docs/intake-links.md says. */
export async function parentPage() {
  const example = await readFile("docs/examples/embed.html", "utf8");
  let url = "";
  const server = createServer(({ method }, response) => {
    if (method === "POST") response.writeHead(200).end(JSON.stringify({ url }));
    else response.writeHead(200, { "content-type": "text/html" }).end(`${KEEP_MESSAGES}\n${example}`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    /** The address of the page with this link in its frame. */
    around(link: string): string {
      url = link;
      return `${origin}/`;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
