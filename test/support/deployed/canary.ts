import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { S3Client } from "@aws-sdk/client-s3";
import { clientConfig } from "../../../infra/local/aws-environment.ts";
import { EVENTS_PREFIX, eventsBoundary } from "../../../shared/audit/archive-layout.ts";
import { s3Archive } from "../../../shared/audit/s3-archive.ts";
import { logText, tableText } from "../emulator/deployment-texts.ts";
import { deployment, dynamodb, logs } from "./deployment.ts";

/** A key of OpenAI's shape that exists nowhere else. */
export const newCanary = (): string => `sk-proj-${randomBytes(48).toString("hex")}`;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop";

/** A key of Hugging Face's shape that exists nowhere else: letters alone, so that it looks like any name. */
export const newCanaryOfLetters = (): string =>
  `hf_${[...randomBytes(34)].map((byte) => LETTERS.charAt(byte % LETTERS.length)).join("")}`;

/** The canaries, and the part of each that no label and no prefix shows: that part alone is a leak, too. */
export const withBodies = (canaries: readonly string[]): readonly string[] =>
  canaries.flatMap((canary) => [canary, canary.replace(/^(?:sk-proj-|hf_)/, "").slice(0, -4)]);

/** Everything that a deployment stores or logs, as text, by the name of the place. */
export async function everythingStored() {
  return {
    table: await tableText(dynamodb, deployment.tableName),
    logs: await logText(logs),
    queues: await peekQueues(),
  };
}

/** The audit log's archive from a time on, as text. */
export async function archivedSince(time: Date): Promise<string> {
  const s3 = new S3Client({ ...clientConfig(deployment.awsEndpoint), forcePathStyle: true });
  const archive = s3Archive(s3, deployment.auditArchiveName);
  const texts: string[] = [];
  for await (const key of archive.list(EVENTS_PREFIX, eventsBoundary(time))) {
    texts.push(Buffer.from(await archive.read(key)).toString("utf8"));
  }
  return texts.join("");
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
