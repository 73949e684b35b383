import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Workshop } from "../package/workshop.ts";
import type { Platform } from "./platform.ts";
import { answering, chat, portOf, type Router, startProgram } from "./router.ts";

/** The example of the AI SDK, with the packed resolver. */
export async function startAiSdk(platform: Platform, workshop: Workshop, resolver: string): Promise<Router> {
  const app = await workshop.install("ai-sdk-app", [resolver, "ai@7.0.173", "@ai-sdk/openai@4.0.118"]);
  const cwd = await workshop.copyExample("ai-sdk", app);
  const environment = { ...platform.environment, PORT: "0" };
  const log = join(platform.directory, "ai-sdk.log");
  const router = startProgram({ command: process.execPath, args: ["router.js"], cwd, environment, log });
  const url = `http://127.0.0.1:${await portOf(router.child)}`;
  return {
    name: "AI SDK 7.0.173",
    async ask({ apiKey }, name) {
      const response = await fetch(url, { method: "POST", headers: { "x-api-key": apiKey }, body: name });
      await response.text();
      return response.status;
    },
    close: router.stop,
  };
}

/** The example of Portkey's gateway: the gateway, and the front before it. */
export async function startPortkey(
  platform: Platform,
  workshop: Workshop,
  resolver: string,
): Promise<Router> {
  const app = await workshop.install("portkey-app", [resolver, "@portkey-ai/gateway@1.15.2"]);
  const cwd = await workshop.copyExample("portkey", app);
  const port = await freePort();
  const start = join(app, "node_modules/@portkey-ai/gateway/build/start-server.js");
  const gateway = startProgram({
    command: process.execPath,
    args: [start, `--port=${port}`, "--headless"],
    cwd,
    environment: { PATH: process.env.PATH },
    log: join(platform.directory, "portkey.log"),
  });
  await answering(`http://127.0.0.1:${port}/`, 30);
  const environment = { ...platform.environment, PORT: "0", GATEWAY_URL: `http://127.0.0.1:${port}` };
  const log = join(platform.directory, "portkey-front.log");
  const front = startProgram({ command: process.execPath, args: ["front.js"], cwd, environment, log });
  const url = `http://127.0.0.1:${await portOf(front.child)}`;
  return {
    name: "Portkey gateway 1.15.2",
    async ask({ apiKey }, name) {
      const headers = { authorization: `Bearer ${apiKey}`, "content-type": "application/json" };
      const response = await fetch(url, { method: "POST", headers, body: chat(name) });
      await response.text();
      return response.status;
    },
    async close() {
      await front.stop();
      await gateway.stop();
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
