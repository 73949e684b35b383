import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { runCommand } from "../../../infra/local/run-command.ts";
import { LOCAL_STACK, type LocalOutputs } from "../../../shared/operations/local-outputs.ts";
import { nextKey, WORKSPACE } from "../process/events.ts";
import { STUB_INTAKE_KEY, STUB_VAULT_KEY } from "../stub/kms.ts";
import type { Stub } from "../stub/start-stub.ts";

/** What `keyferry import` takes of a machine, as it is shipped, for a file of so many rows. */
export interface CliRun {
  readonly rows: number;
  readonly dryRun: Spent;
  /** An import whose outcomes are all there at once. */
  readonly whole: Spent;
  /** The same with a look through the store for equal keys (`--on-duplicate create`). */
  readonly checked: Spent;
}

interface Spent {
  readonly cpuSeconds: number;
  readonly peakMemory: number;
}

const PROJECT = join(import.meta.dirname, "../../..");

/** Prints what the process spent when it exits. */
export const LAST_WORDS = `data:text/javascript,process.on('exit',()=>{const{user,system}=process.cpuUsage();process.stderr.write('spent='+(user+system)+','+process.resourceUsage().maxRSS+'\\n')})`;

/** What a command with {@link LAST_WORDS} spent. */
export function spentOf(output: string): Spent {
  const [, cpu, memory] = /spent=(\d+),(\d+)/.exec(output) ?? [];
  return { cpuSeconds: Number(cpu) / 1e6, peakMemory: Number(memory) * 1024 };
}

/** The flags with which package.json runs the command. */
export async function shippedFlags(): Promise<readonly string[]> {
  const { scripts } = JSON.parse(await readFile(join(PROJECT, "package.json"), "utf8"));
  return String(scripts.keyferry)
    .split(" ")
    .filter((word) => word.startsWith("--"));
}

/** A JSON Lines file of so many rows, each with a key of its own. */
export async function writeRows(file: string, rows: number): Promise<void> {
  await pipeline(function* () {
    for (let row = 0; row < rows; row += 1) {
      yield `${JSON.stringify({ key: nextKey(), provider: "openai", name: "Production" })}\n`;
    }
  }, createWriteStream(file));
}

/** Runs `keyferry import` on files of these sizes against the stub. */
export async function measureCli(stub: Stub, sizes: readonly number[]): Promise<CliRun[]> {
  const directory = await mkdtemp(join(tmpdir(), "keyferry-bench-"));
  const file = join(directory, "keys.jsonl");
  const flags = await shippedFlags();
  const keyferry = async (...args: readonly string[]): Promise<Spent> => {
    const command = [...flags, "--import", LAST_WORDS, join(PROJECT, "cli/keyferry.cjs"), ...args];
    const { status, output } = await runCommand(process.execPath, command, {
      cwd: directory,
      environment: {
        ...stub.environment,
        PATH: process.env.PATH,
        HOME: directory,
        XDG_STATE_HOME: directory,
      },
    });
    if (status !== 0) throw new Error(`keyferry ended with ${status}: ${output.slice(-2000)}`);
    return spentOf(output);
  };
  try {
    await writeOutputs(directory, stub);
    const runs: CliRun[] = [];
    for (const rows of sizes) {
      await writeRows(file, rows);
      const dryRun = await keyferry("import", file, "--dry-run");
      const imported = async (...options: readonly string[]): Promise<Spent> => {
        stub.importRows(true);
        const spent = await keyferry("import", file, "--via", "queue", ...options);
        stub.importRows(false);
        await stub.take();
        return spent;
      };
      const whole = await imported();
      runs.push({ rows, dryRun, whole, checked: await imported("--on-duplicate", "create", "--new") });
    }
    return runs;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Makes the stub the local deployment of this directory. */
async function writeOutputs(directory: string, { endpoint, environment }: Stub): Promise<void> {
  const outputs: LocalOutputs = {
    apiUrl: endpoint,
    managementKey: "stub",
    workspaceId: WORKSPACE,
    commandQueueUrl: `${endpoint}/000000000000/commands.fifo`,
    importQueueUrl: `${endpoint}/000000000000/imports`,
    useQueueUrl: `${endpoint}/000000000000/uses`,
    tableName: "keyferry",
    eventBusName: "audit",
    intakeKeyId: STUB_INTAKE_KEY,
    vaultKeyId: STUB_VAULT_KEY,
    archiveQueueUrl: `${endpoint}/000000000000/archive`,
    auditArchiveName: "archive",
    auditKeyId: "audit-key",
    auditorName: LOCAL_STACK,
    webhookSourcesPath: "/keyferry/bench/webhooks",
    awsEndpoint: endpoint,
    region: String(environment.AWS_REGION),
  };
  await mkdir(join(directory, ".local"), { recursive: true });
  await writeFile(join(directory, ".local", "outputs.json"), JSON.stringify(outputs), { mode: 0o600 });
}

/** What the sending, with the seals and the outcomes, adds to the look through the file: microseconds of CPU a row. */
export const senderMicroseconds = ({ rows, dryRun, whole }: CliRun): number =>
  ((whole.cpuSeconds - dryRun.cpuSeconds) * 1e6) / rows;
