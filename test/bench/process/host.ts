import { pathToFileURL } from "node:url";
import type { FromHost, ToHost } from "./messages.ts";

/*
 * Runs one bundle like Lambda: one process, one invocation at a time, controlled over IPC. This script is
 * bundled to plain JavaScript before it runs, so that the process loads nothing but the handler.
 * start-host.ts starts it.
 */

type Handler = (event: unknown, context: unknown) => Promise<unknown>;

/** The part of the context that Powertools reads. */
const CONTEXT = {
  functionName: "bench",
  functionVersion: "1",
  memoryLimitInMB: "512",
  invokedFunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:bench",
  awsRequestId: "bench",
  getRemainingTimeInMillis: () => 30_000,
};

let logBytes = 0;
process.stdout.write = ((chunk: string | Uint8Array): boolean => {
  logBytes += Buffer.byteLength(chunk);
  return true;
}) as typeof process.stdout.write;

const { handler } = (await import(pathToFileURL(String(process.argv[2])).href)) as { handler: Handler };

process.on("message", async ({ events }: ToHost) => {
  const bytesBefore = logBytes;
  const before = process.cpuUsage();
  const start = performance.now();
  let answer: unknown;
  for (const event of events) answer = await handler(event, CONTEXT);
  const wallMs = performance.now() - start;
  const { user, system } = process.cpuUsage(before);
  const result: FromHost = {
    answer,
    cpuMs: (user + system) / 1000,
    wallMs,
    logBytes: logBytes - bytesBefore,
    peakMemory: process.resourceUsage().maxRSS * 1024,
  };
  process.send?.(result);
});
process.on("disconnect", () => process.exit());
process.send?.("ready");
