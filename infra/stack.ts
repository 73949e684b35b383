import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Api } from "./constructs/api.ts";
import { AuditBus } from "./constructs/audit-bus.ts";
import { CommandQueue } from "./constructs/command-queue.ts";
import { CredentialTable } from "./constructs/credential-table.ts";
import { IntakeKey } from "./constructs/intake-key.ts";
import { Relay } from "./constructs/relay.ts";
import { Vault } from "./constructs/vault.ts";
import { Worker } from "./constructs/worker.ts";
import type { KeyferryOptions } from "./stages.ts";

/**
 * The pipeline. Read it in this order: a door seals a raw key with the intake key and queues a command; the worker
 * opens it, encrypts it under the vault and commits it to the table; the relay publishes the outcome on the bus.
 */
export class KeyferryStack extends Stack {
  constructor(scope: Construct, id: string, options: KeyferryOptions) {
    super(scope, id, {
      description: "keyferry: takes in provider API keys",
      terminationProtection: options.retainData,
    });

    const intakeKey = new IntakeKey(this, "IntakeKey", options);
    const vault = new Vault(this, "Vault", options);
    const table = new CredentialTable(this, "Credentials", options);
    const commands = new CommandQueue(this, "Commands", { fifo: true });
    const imports = new CommandQueue(this, "Imports", { fifo: false, producers: options.importProducers });
    const bus = new AuditBus(this, "Audit", options);

    const api = new Api(this, "Api", { ...options, intakeKey, table, commands, imports });
    new Worker(this, "Worker", { ...options, intakeKey, vault, table, commands, imports });
    new Relay(this, "Relay", { ...options, table, bus });

    const outputs = {
      ApiUrl: api.url,
      ApiId: api.id,
      CommandQueueUrl: commands.queue.queueUrl,
      ImportQueueUrl: imports.queue.queueUrl,
      TableName: table.table.tableName,
      EventBusName: bus.bus.eventBusName,
      IntakeKeyId: intakeKey.key.keyId,
      VaultKeyId: vault.key.keyId,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
