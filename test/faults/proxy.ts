import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** Who calls AWS through the proxy: the functions of the stack, or a router that resolves what they store. */
export const CALLERS = ["pipeline", "router"] as const;
export type Caller = (typeof CALLERS)[number];

/** One call to AWS. */
export interface AwsCall {
  readonly caller: Caller;
  readonly service: string;
  /** For example `TransactWriteItems`. */
  readonly operation: string;
  /** The access key id that signs the call. Every function has its own. */
  readonly accessKey: string;
}

/**
 * The effect on a call: an answer that AWS did not give, a delay before the call reaches AWS, or an answer
 * that is lost after AWS has done its work.
 */
export type Injection =
  | { readonly kind: "answer"; readonly status: number; readonly body: unknown }
  | { readonly kind: "delay"; readonly milliseconds: number }
  | {
      readonly kind: "lose-answer";
      /** What happens in between. */
      readonly meanwhile?: () => Promise<void>;
    };

/** Decides about one call; null lets it pass. */
export type Injector = (call: AwsCall) => Injection | null;

export interface FaultProxy {
  /** The endpoint to which that caller must send its calls to that service. */
  endpointFor(service: string, caller: Caller): string;
  /** Asks this injector about every call from now on. The name counts its hits. */
  injectWhen(name: string, injector: Injector): void;
  stopInjecting(name: string): void;
  /** How many calls of that caller the injector of that name has hit. */
  hits(name: string, caller: Caller): number;
  close(): Promise<void>;
}

/**
 * Starts a proxy between its callers and the emulator that forwards every call without an injection. Each service has a port of
 * its own for each caller, because a request's path and host are signed and must reach the emulator unchanged.
 */
export async function startProxy(target: string, services: readonly string[]): Promise<FaultProxy> {
  const injectors = new Map<string, Injector>();
  const hits = new Map<string, number>();
  const placeOf = (name: string, caller: Caller) => `${caller} ${name}`;

  const injectionFor = (call: AwsCall): Injection | null => {
    for (const [name, injector] of injectors) {
      const injection = injector(call);
      if (injection === null) continue;
      const hit = placeOf(name, call.caller);
      hits.set(hit, (hits.get(hit) ?? 0) + 1);
      return injection;
    }
    return null;
  };

  const serve =
    (service: string, caller: Caller) => async (incoming: IncomingMessage, outgoing: ServerResponse) => {
      const body = await readAll(incoming);
      const call = { caller, service, operation: operationOf(incoming), accessKey: signerOf(incoming) };
      const injection = injectionFor(call);
      if (injection?.kind === "answer") return refuse(outgoing, injection);
      if (injection?.kind === "delay") await pause(injection.milliseconds);
      const lost = injection?.kind === "lose-answer" ? injection : null;
      forward(new URL(target), incoming, body, outgoing, lost);
    };
  const servers = new Map<string, Server>();
  for (const caller of CALLERS) {
    for (const service of services)
      servers.set(placeOf(service, caller), await listen(serve(service, caller)));
  }

  return {
    endpointFor(service, caller) {
      const server = servers.get(placeOf(service, caller));
      if (server === undefined) throw new Error(`there is no proxy for ${service}`);
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    injectWhen: (name, injector) => void injectors.set(name, injector),
    stopInjecting: (name) => void injectors.delete(name),
    hits: (name, caller) => hits.get(placeOf(name, caller)) ?? 0,
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

/** The last part of targets such as `DynamoDB_20120810.TransactWriteItems` or `AmazonSQS.SendMessage`. */
const operationOf = ({ headers }: IncomingMessage): string =>
  String(headers["x-amz-target"] ?? "")
    .split(".")
    .at(-1) ?? "";

/** The access key id in a Signature Version 4 header: `AWS4-HMAC-SHA256 Credential=AKID/20260101/…`. */
const signerOf = ({ headers }: IncomingMessage): string =>
  /Credential=([^/]+)\//.exec(headers.authorization ?? "")?.[1] ?? "";

async function readAll(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function refuse(outgoing: ServerResponse, { status, body }: Extract<Injection, { kind: "answer" }>): void {
  outgoing.writeHead(status, { "content-type": "application/x-amz-json-1.0" });
  outgoing.end(JSON.stringify(body));
}

function forward(
  { hostname, port }: URL,
  { method, headers, url }: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
  lost: Extract<Injection, { kind: "lose-answer" }> | null,
): void {
  const onward = request({ hostname, port, path: url, method, headers }, async (answer) => {
    const content = await readAll(answer).catch(() => undefined);
    await lost?.meanwhile?.();
    if (lost !== null || content === undefined) return outgoing.destroy();
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    outgoing.end(content);
  });
  onward.once("error", () => outgoing.destroy());
  onward.end(body);
}
