import { Stack, Token } from "aws-cdk-lib";
import type { EventBus } from "aws-cdk-lib/aws-events";
import type { IGrantable } from "aws-cdk-lib/aws-iam";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { GLOBAL } from "../shared/kernel/workspace.ts";
import { fitConcurrency } from "./concurrency.ts";
import { Api } from "./constructs/api.ts";
import { AuditArchive } from "./constructs/audit-archive.ts";
import { AuditBus } from "./constructs/audit-bus.ts";
import { CommandQueue } from "./constructs/command-queue.ts";
import { CredentialTable } from "./constructs/credential-table.ts";
import { IntakeKey } from "./constructs/intake-key.ts";
import { Operations } from "./constructs/operations.ts";
import { Relay } from "./constructs/relay.ts";
import { Vault } from "./constructs/vault.ts";
import { WebDoor } from "./constructs/web-door.ts";
import { WebhookDoor } from "./constructs/webhook-door.ts";
import { Worker } from "./constructs/worker.ts";
import type { KeyferryProps } from "./keyferry-props.ts";
import type { ResolveProps } from "./resolve-props.ts";
import { BATCH } from "./sizing.ts";
import { type KeyferryOptions, PRODUCTION } from "./stages.ts";

/**
 * The pipeline. Read it in this order: A door seals a raw key with the intake key and queues a command; the worker
 * opens it, encrypts it under the vault and commits it to the table; the relay publishes the outcome on the bus.
 *
 * You can put it into any of your stacks: `new Keyferry(this, "Keyferry")`.
 */
export class Keyferry extends Construct {
  /** The URL of the HTTP API, with a trailing slash. */
  readonly apiUrl: string;
  /** The bus that carries audit events, under the source `keyferry`: add your rules to it. */
  readonly eventBus: EventBus;
  /** The queue to which your producers send sealed commands in bulk; see {@link grantSend}. */
  readonly importQueue: Queue;
  /** What clients, the CLI and tests need to know about a deployment, by name. */
  readonly outputs: { readonly [name: string]: string };

  private readonly intakeKey: IntakeKey;
  private readonly vault: Vault;
  private readonly table: CredentialTable;
  private readonly imports: CommandQueue;
  private readonly uses: CommandQueue;
  private readonly archive: AuditArchive;

  constructor(scope: Construct, id: string, props: KeyferryProps = {}) {
    super(scope, id);
    const chosen = { ...chosenOptions(props), name: props.name ?? Stack.of(this).stackName };
    if (Token.isUnresolved(chosen.name)) {
      throw new Error(
        "pass a name to Keyferry: the name of a nested stack is not known before its deployment",
      );
    }
    const options = { ...chosen, ...fitConcurrency(chosen) };

    this.intakeKey = new IntakeKey(this, "IntakeKey", options);
    this.vault = new Vault(this, "Vault", options);
    this.table = new CredentialTable(this, "Credentials", options);
    for (const opener of options.openers) this.table.allowReadCiphertext(opener);
    const commands = new CommandQueue(this, "Commands", { fifo: true, batchSize: BATCH.commands });
    this.imports = new CommandQueue(this, "Imports", {
      fifo: false,
      batchSize: BATCH.imports,
      producers: options.importProducers,
    });
    this.uses = new CommandQueue(this, "Uses", {
      fifo: false,
      batchSize: BATCH.uses,
      producers: options.openers,
    });
    const bus = new AuditBus(this, "Audit", options);
    this.archive = new AuditArchive(this, "Archive", { ...options, bus });

    const { intakeKey, vault, table, imports, uses, archive } = this;
    const api = new Api(this, "Api", { ...options, intakeKey, table, commands, imports });
    const webhooks = new WebhookDoor(this, "Webhooks", { ...options, intakeKey, commands, api });
    const web = new WebDoor(this, "Web", { ...options, intakeKey, table, commands, api });
    const queues = { commands, imports, uses };
    const worker = new Worker(this, "Worker", { ...options, intakeKey, vault, table, ...queues });
    const relay = new Relay(this, "Relay", { ...options, table, bus });
    if (options.alarms) {
      const watched = { api, webhooks, web, ...queues, worker, table, relay, archive };
      new Operations(this, "Operations", { ...options, watched });
    }

    this.apiUrl = api.url;
    this.eventBus = bus.bus;
    this.importQueue = imports.queue;
    this.outputs = {
      ApiUrl: api.url,
      ApiId: api.id,
      CommandQueueUrl: commands.queue.queueUrl,
      ImportQueueUrl: imports.queue.queueUrl,
      UseQueueUrl: uses.queue.queueUrl,
      TableName: table.table.tableName,
      EventBusName: bus.bus.eventBusName,
      IntakeKeyId: intakeKey.key.keyId,
      VaultKeyId: vault.key.keyId,
      ArchiveQueueUrl: archive.queue.queueUrl,
      AuditArchiveName: archive.bucket.bucket.bucketName,
      AuditKeyId: archive.key.key.keyId,
      AuditorName: archive.auditor.lambda.functionName,
      WebhookSourcesPath: webhooks.sourcesPath,
    };
  }

  /**
   * Lets a producer seal keys and send commands to {@link importQueue}: `kms:GetPublicKey` on the intake key and
   * `sqs:SendMessage` on the queue. It can open nothing, receive nothing and see no table.
   * @param producer an identity of this account, such as a role or a function.
   */
  grantSend(producer: IGrantable): void {
    this.intakeKey.grantSeal(producer);
    this.imports.grantSend(producer);
  }

  /**
   * Lets your router read stored credentials and open them: `dynamodb:BatchGetItem` on the credentials of the table and
   * `kms:Decrypt` on the vault key, for every workspace. Nothing that keyferry deploys has this right.
   * @param opener an identity of this account, such as a role or a function.
   */
  grantOpen(opener: IGrantable): void {
    this.vault.grantOpen(opener);
    this.table.grantReadCiphertext(opener);
  }

  /**
   * Lets your router resolve requests with `createResolver` of `@keyferry/resolver`: `dynamodb:Query` on the listing of
   * credentials, `dynamodb:BatchGetItem` on credentials, `kms:Decrypt` on the vault key, and `sqs:SendMessage` on the queue
   * for uses. Nothing that keyferry deploys may use that key to decrypt.
   *
   * A resolver of some workspaces can neither list nor open the credentials of others. It has the global ones, too. It could
   * read the record of another workspace's credential whose id it knows: settings, label and ciphertext, which it cannot
   * open.
   * @param resolver an identity of this account, such as a role or a function.
   */
  grantResolve(resolver: IGrantable, props: ResolveProps = {}): void {
    const workspaces = props.workspaces && [...props.workspaces, GLOBAL];
    this.vault.grantOpen(resolver, workspaces);
    this.table.grantResolve(resolver, workspaces);
    this.uses.grantSend(resolver);
  }

  /**
   * Lets your auditor list and copy the audit archive, to verify it elsewhere with `keyferry audit verify`.
   * @param reader an identity of this account, such as a role or a function.
   */
  grantReadAuditLog(reader: IGrantable): void {
    this.archive.bucket.grantRead(reader);
  }

  /**
   * Lets your operator or job make management keys. The holder of a management key may manage credentials, and never
   * sees a key.
   * @param identity one of this account, such as a role or a function.
   */
  grantMintManagementKeys(identity: IGrantable): void {
    this.table.grantAddManagementKeys(identity);
  }
}

/** The options, with the defaults for those that are not set: in JavaScript, `undefined` is not set either. */
function chosenOptions({ name: _, ...props }: KeyferryProps): KeyferryOptions {
  const set = Object.entries(props).filter(([, value]) => value !== undefined);
  return { ...PRODUCTION, ...Object.fromEntries(set) };
}
