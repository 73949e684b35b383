import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { logText, tableText } from "../emulator/deployment-texts.ts";
import { deployment, dynamodb, logs } from "./deployment.ts";

/** A key of OpenAI's shape that exists nowhere else. */
export const newCanary = (): string => `sk-proj-${randomBytes(48).toString("hex")}`;

/** The canaries, and the part of each that no label and no prefix shows: that part alone is a leak, too. */
export const withBodies = (canaries: readonly string[]): readonly string[] =>
  canaries.flatMap((canary) => [canary, canary.slice("sk-proj-".length, -4)]);

/** Everything that a deployment stores or logs, as text, by the name of the place. */
export async function everythingStored() {
  return {
    table: await tableText(dynamodb, deployment.tableName),
    logs: await logText(logs),
    queues: await peekQueues(),
  };
}

/** All messages of all queues, in flight or not, without receiving them. */
export async function peekQueues(): Promise<string> {
  return (await fetch(`${deployment.awsEndpoint}/_ministack/sqs/messages`)).text();
}

/** The arguments of all processes on this machine, which `ps` shows to every user. */
export async function processArguments(): Promise<string> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = (id: string) => readFile(join("/proc", id, "cmdline"), "utf8").catch(() => "");
  return (await Promise.all(ids.map(read))).join("\n");
}
