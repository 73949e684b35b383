import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { awsEnvironment, clientConfig } from "../../../infra/local/aws-environment.ts";
import { PROJECT } from "../../../infra/local/deploy.ts";
import { runCommand } from "../../../infra/local/run-command.ts";
import { createResolver } from "../../../resolver/index.ts";
import { dynamodbCredentialReader } from "../../../shared/credentials/dynamodb-credential-reader.ts";
import { jsonLogger } from "../../../shared/lambda/logger.ts";
import { LOCAL_STACK } from "../../../shared/operations/local-outputs.ts";
import { LAST_WORDS, shippedFlags, spentOf, writeRows } from "../measures/cli.ts";
import type { Stage } from "./deploy.ts";
import { watchFunctions } from "./function-cpu.ts";

export interface ImportRun {
  readonly rows: number;
  /** Seconds from the start of `keyferry import` until every row has its outcome. */
  readonly seconds: number;
  readonly rowsPerSecond: number;
  /** The command's peak memory, in bytes. */
  readonly peakMemory: number;
  /** CPU milliseconds by process: the command, and each function that took part. */
  readonly cpuMs: Readonly<Record<string, number>>;
  /** Milliseconds of a resolver's first request for the imported workspace. */
  readonly firstRequestMs: number;
}

/** The CPU milliseconds of all processes together. */
export const ownCpu = ({ cpuMs }: ImportRun): number => Object.values(cpuMs).reduce((sum, ms) => sum + ms, 0);

/** Imports so many rows into a new workspace with `keyferry import`, and waits until all are committed. */
export async function measureImport({ deployment }: Stage, rows: number): Promise<ImportRun> {
  const directory = await mkdtemp(join(tmpdir(), "keyferry-bench-"));
  try {
    const file = join(directory, "keys.jsonl");
    await writeRows(file, rows);
    const workspaceId = crypto.randomUUID();
    const args = [...(await shippedFlags()), "--import", LAST_WORDS, join(PROJECT, "cli/keyferry.cjs")];
    args.push("import", file);
    args.push("--stack", LOCAL_STACK, "--via", "queue", "--workspace", workspaceId);
    const functions = watchFunctions(deployment.awsEndpoint);
    const start = performance.now();
    const { status, output } = await runCommand(process.execPath, args, {
      cwd: directory,
      environment: { ...awsEnvironment(deployment.awsEndpoint), HOME: directory, XDG_STATE_HOME: directory },
      logFile: join(directory, "import.log"),
      signal: undefined,
    });
    const seconds = (performance.now() - start) / 1000;
    if (status !== 0) throw new Error(`keyferry import ended with ${status}: ${output.slice(-2000)}`);
    await expectCommitted(deployment, workspaceId, rows);
    const { cpuSeconds, peakMemory } = spentOf(output);
    const cpuMs = { command: cpuSeconds * 1000, ...(await functions.stop()) };
    const firstRequestMs = await measureFirstRequest(deployment, workspaceId);
    return { rows, seconds, rowsPerSecond: rows / seconds, peakMemory, cpuMs, firstRequestMs };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measureFirstRequest(
  { awsEndpoint, tableName, vaultKeyId }: Stage["deployment"],
  workspace: string,
): Promise<number> {
  const config = clientConfig(awsEndpoint);
  const resolver = createResolver({
    table: tableName,
    vaultKey: vaultKeyId,
    dynamodb: new DynamoDBClient(config),
    kms: new KMSClient(config),
  });
  const start = performance.now();
  await resolver.resolve({ workspace, providers: ["openai"], model: "gpt-4o" });
  const taken = performance.now() - start;
  await resolver.stop();
  return taken;
}

async function expectCommitted(
  { awsEndpoint, tableName }: Stage["deployment"],
  workspaceId: string,
  rows: number,
): Promise<void> {
  const client = new DynamoDBClient(clientConfig(awsEndpoint));
  const listed = await dynamodbCredentialReader({ client, name: tableName }, jsonLogger("bench")).list(
    workspaceId,
  );
  if (listed.length !== rows) throw new Error(`${listed.length} of ${rows} rows were committed`);
}
