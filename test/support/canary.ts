import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { FilterLogEventsCommand, paginateDescribeLogGroups } from "@aws-sdk/client-cloudwatch-logs";
import { paginateScan } from "@aws-sdk/client-dynamodb";
import { deployment, dynamodb, logs } from "./deployment.ts";

/** A key of OpenAI's shape that occurs nowhere else in the world. */
export const newCanary = (): string => `sk-proj-${randomBytes(48).toString("hex")}`;

/** Canaries, and of each the part that no label and no prefix shows: that alone would be a leak, too. */
export const withBodies = (canaries: readonly string[]): readonly string[] =>
  canaries.flatMap((canary) => [canary, canary.slice("sk-proj-".length, -4)]);

/** Everything that a deployment holds or says, as text, by the name of the place. */
export async function everythingStored() {
  return { table: await scanTable(), logs: await readLogs(), queues: await peekQueues() };
}

/** The whole table; binary attributes as base64 and as the bytes themselves. */
async function scanTable(): Promise<string> {
  const texts: string[] = [];
  for await (const page of paginateScan({ client: dynamodb }, { TableName: deployment.tableName })) {
    const bytes = (_: string, value: unknown) =>
      value instanceof Uint8Array
        ? `${Buffer.from(value).toString("base64")} ${Buffer.from(value).toString("latin1")}`
        : value;
    texts.push(...(page.Items ?? []).map((item) => JSON.stringify(item, bytes)));
  }
  return texts.join("\n");
}

async function readLogs(): Promise<string> {
  const texts: string[] = [];
  for await (const page of paginateDescribeLogGroups({ client: logs }, {})) {
    for (const { logGroupName } of page.logGroups ?? []) {
      const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName, limit: 10_000 }));
      texts.push(...events.map((event) => event.message ?? ""));
    }
  }
  return texts.join("\n");
}

/** All messages of all queues, in flight or not, without receiving them. */
export async function peekQueues(): Promise<string> {
  return (await fetch(`${deployment.awsEndpoint}/_ministack/sqs/messages`)).text();
}

/** What the processes of this machine were started with: `ps` shows it to every user. */
export async function processArguments(): Promise<string> {
  const ids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = (id: string) => readFile(join("/proc", id, "cmdline"), "utf8").catch(() => "");
  return (await Promise.all(ids.map(read))).join("\n");
}
