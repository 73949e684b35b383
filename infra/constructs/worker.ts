import { Duration } from "aws-cdk-lib";
import { Rule, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";
import type { WorkerEnvironment, WorkerTask } from "../../functions/worker/env.ts";
import { USE_CONCURRENCY } from "../concurrency.ts";
import { MEMORY } from "../sizing.ts";
import type { KeyferryOptions } from "../stages.ts";
import { type CommandQueue, WORKER_TIMEOUT } from "./command-queue.ts";
import type { CredentialTable } from "./credential-table.ts";
import { FunctionConstruct } from "./function.ts";
import type { IntakeKey } from "./intake-key.ts";
import type { Vault } from "./vault.ts";

export interface WorkerProps extends KeyferryOptions {
  /** Reserved concurrency. Null: none. */
  readonly workerReserved: number | null;
  readonly intakeKey: IntakeKey;
  readonly vault: Vault;
  readonly table: CredentialTable;
  readonly commands: CommandQueue;
  readonly imports: CommandQueue;
  readonly uses: CommandQueue;
}

/**
 * The only writer of credentials: opens seals, encrypts under the vault, commits each change with its audit event. It also
 * records what routers report of their uses.
 */
export class Worker extends Construct {
  readonly function: FunctionConstruct;

  constructor(scope: Construct, id: string, props: WorkerProps) {
    super(scope, id);
    const { intakeKey, vault, table, commands, imports, uses } = props;

    checkBounds(props);
    const environment: WorkerEnvironment = {
      TABLE_NAME: table.table.tableName,
      INTAKE_KEY_ID: intakeKey.key.keyId,
      VAULT_KEY_ID: vault.key.keyId,
      COMMAND_QUEUE_ARN: commands.queue.queueArn,
      COMMAND_QUEUE_URL: commands.queue.queueUrl,
      IMPORT_QUEUE_ARN: imports.queue.queueArn,
      IMPORT_QUEUE_URL: imports.queue.queueUrl,
      USE_QUEUE_ARN: uses.queue.queueArn,
      USE_QUEUE_URL: uses.queue.queueUrl,
      KEEP_DATA_KEYS_SECONDS: String(props.keepDataKeysSeconds),
      KEEP_DATA_KEYS_USES: String(props.keepDataKeysUses),
      EXTRA_PROVIDERS: props.extraProviders.join(","),
    };
    this.function = new FunctionConstruct(this, "Function", {
      name: "worker",
      description: "keyferry: opens sealed keys, encrypts them, commits credentials and audit events",
      timeout: WORKER_TIMEOUT,
      memory: MEMORY.worker,
      reservedConcurrency: props.workerReserved,
      logRetentionDays: props.logRetentionDays,
      environment,
    });
    intakeKey.grantOpen(this.function);
    vault.grantEncrypt(this.function);
    table.grantLedger(this.function);
    commands.consumeBy(this.function, props.commandConcurrency);
    imports.consumeBy(this.function, props.importConcurrency);
    uses.consumeBy(this.function, USE_CONCURRENCY);
    this.scheduleExpiry();
  }

  /** The schedule asks again: neither EventBridge nor Lambda need to, and a start that was refused is not made up for later. */
  private scheduleExpiry(): void {
    const { lambda } = this.function;
    const task: WorkerTask = { task: "expire_links" };
    lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    new Rule(this, "ExpireLinks", {
      description: "keyferry: notes that intake links have expired",
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(lambda, { retryAttempts: 0, event: RuleTargetInput.fromObject(task) })],
    });
  }
}

/** @throws Error where a data key would be kept for longer, or used for more, than docs/security.md accounts for. */
function checkBounds({ keepDataKeysSeconds: seconds, keepDataKeysUses: uses }: WorkerProps): void {
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > 300) {
    throw new Error("keepDataKeysSeconds is a whole number of seconds, 0 to 300");
  }
  if (!Number.isInteger(uses) || uses < 1 || uses > 1_000) {
    throw new Error("keepDataKeysUses is a whole number of credentials, 1 to 1,000");
  }
}
