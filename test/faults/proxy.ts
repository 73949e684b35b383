import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** One call of a function to AWS, on its way through the proxy. */
export interface AwsCall {
  readonly service: string;
  /** For example `TransactWriteItems`. */
  readonly operation: string;
}

/**
 * What happens to a call: an answer that AWS did not give, a delay before it gets there, or an answer that is lost after
 * AWS has done its work.
 */
export type Misfortune =
  | { readonly kind: "answer"; readonly status: number; readonly body: unknown }
  | { readonly kind: "delay"; readonly milliseconds: number }
  | { readonly kind: "lose-answer" };

/** Null lets the call pass. */
export type Fate = (call: AwsCall) => Misfortune | null;

export interface FaultProxy {
  /** Where functions shall send their calls to that service. */
  endpointFor(service: string): string;
  /** Decides on every call from now on. */
  setFate(name: string, fate: Fate): void;
  clearFate(name: string): void;
  /** How many calls each fate has struck. */
  readonly struck: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/**
 * Stands between the functions and the emulator, and lets through what no fate strikes. One port per service, because a
 * request's path and host are signed and must reach the emulator as they are.
 */
export async function startProxy(target: string, services: readonly string[]): Promise<FaultProxy> {
  const fates = new Map<string, Fate>();
  const struck = new Map<string, number>();

  const fateOf = (call: AwsCall): Misfortune | null => {
    for (const [name, fate] of fates) {
      const misfortune = fate(call);
      if (misfortune === null) continue;
      struck.set(name, (struck.get(name) ?? 0) + 1);
      return misfortune;
    }
    return null;
  };

  const serve = (service: string) => async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await readAll(incoming);
    const misfortune = fateOf({ service, operation: operationOf(incoming) });
    if (misfortune?.kind === "answer") return refuse(outgoing, misfortune);
    if (misfortune?.kind === "delay") await pause(misfortune.milliseconds);
    forward(new URL(target), incoming, body, outgoing, misfortune?.kind === "lose-answer");
  };
  const servers = new Map<string, Server>();
  for (const service of services) servers.set(service, await listen(serve(service)));

  return {
    endpointFor(service) {
      const server = servers.get(service);
      if (server === undefined) throw new Error(`no proxy for ${service}`);
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    setFate: (name, fate) => void fates.set(name, fate),
    clearFate: (name) => void fates.delete(name),
    struck,
    async close() {
      for (const server of servers.values()) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

async function listen(
  handle: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 60_000 }, handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** `DynamoDB_20120810.TransactWriteItems`, `TrentService.Decrypt`, `AmazonSQS.SendMessage`, `AWSEvents.PutEvents`. */
const operationOf = ({ headers }: IncomingMessage): string =>
  String(headers["x-amz-target"] ?? "")
    .split(".")
    .at(-1) ?? "";

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function refuse(outgoing: ServerResponse, { status, body }: Extract<Misfortune, { kind: "answer" }>): void {
  outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
  outgoing.end(JSON.stringify(body));
}

function forward(
  { hostname, port }: URL,
  { method, headers, url }: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
  loseAnswer: boolean,
): void {
  const onward = request({ hostname, port, path: url, method, headers }, async (answer) => {
    const content = await readAll(answer).catch(() => undefined);
    if (loseAnswer || content === undefined) return outgoing.destroy();
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    outgoing.end(content);
  });
  onward.once("error", () => outgoing.destroy());
  onward.end(body);
}
