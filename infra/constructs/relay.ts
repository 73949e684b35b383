import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { RelayEnvironment } from "../../functions/relay/env.ts";
import { PARTITION_KEY, PREFIX } from "../../shared/table/table-layout.ts";
import { BATCH, MEMORY } from "../sizing.ts";
import type { KeyferryOptions } from "../stages.ts";
import type { AuditBus } from "./audit-bus.ts";
import type { CredentialTable } from "./credential-table.ts";
import { FunctionConstruct } from "./function.ts";

export interface RelayProps extends KeyferryOptions {
  readonly table: CredentialTable;
  readonly bus: AuditBus;
}

/** Publishes committed events: from the table's stream at once, and every minute those that the stream left behind. */
export class Relay extends Construct {
  readonly function: FunctionConstruct;

  constructor(scope: Construct, id: string, props: RelayProps) {
    super(scope, id);
    const { table, bus } = props;

    const environment: RelayEnvironment = {
      TABLE_NAME: table.table.tableName,
      EVENT_BUS_NAME: bus.bus.eventBusName,
    };
    this.function = new FunctionConstruct(this, "Function", {
      name: "relay",
      description: "keyferry: publishes audit events from the outbox on the event bus",
      timeout: 60,
      memory: MEMORY.relay,
      logRetentionDays: props.logRetentionDays,
      environment,
    });
    table.grantOutbox(this.function);
    bus.grantPublish(this.function);

    new EventSourceMapping(this, "Stream", {
      target: this.function.lambda,
      eventSourceArn: table.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: BATCH.outbox,
      bisectBatchOnError: true,
      // The sweep takes over a batch that cannot be published, because the stream must not wait for it.
      retryAttempts: 3,
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual("INSERT"),
          dynamodb: { Keys: { [PARTITION_KEY]: { S: FilterRule.beginsWith(PREFIX.outbox) } } },
        }),
      ],
    });

    // A minute later, the schedule asks again: neither EventBridge nor Lambda need to.
    this.function.lambda.configureAsyncInvoke({ retryAttempts: 0 });
    new Rule(this, "Sweep", {
      description: "keyferry: publishes audit events that are still in the outbox",
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.function.lambda, { retryAttempts: 0 })],
    });
  }
}
