import { once } from "node:events";
import type { BrowserContext, Page } from "playwright-core";
import type { RunningCli } from "../clients/keyferry-cli.ts";

/** What a console sent over the network and what the browser refused, from its first byte on. */
export interface Recorded {
  /** Addresses, headers and bodies of requests and of answers. */
  readonly traffic: string[];
  /** Violations of the content security policy, and errors of the page's script. */
  readonly troubles: string[];
}

/** The link that a running `keyferry --json console` prints. */
export async function linkFrom({ process: child }: RunningCli): Promise<string> {
  const [line] = await once(child.stdout as NodeJS.ReadableStream, "data");
  return JSON.parse(String(line)).url;
}

/** What a browser says of an answer that is a refusal, which the page puts into words itself. */
const REFUSAL = /^Failed to load resource: the server responded with a status of 4\d\d /;

/** A page that records everything. */
export async function recordingPage(context: BrowserContext): Promise<{ page: Page; recorded: Recorded }> {
  const page = await context.newPage();
  const recorded: Recorded = { traffic: [], troubles: [] };
  page.on("request", (request) => {
    recorded.traffic.push(request.url(), JSON.stringify(request.headers()), request.postData() ?? "");
  });
  page.on("response", async (response) => {
    const text = await response.text().catch(() => "");
    recorded.traffic.push(JSON.stringify(response.headers()), text);
  });
  page.on("console", (message) => {
    if (message.type() === "error" && !REFUSAL.test(message.text())) recorded.troubles.push(message.text());
  });
  page.on("pageerror", (error) => recorded.troubles.push(error.message));
  return { page, recorded };
}
