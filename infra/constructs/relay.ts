import { Duration } from "aws-cdk-lib";
import { EventField, Rule, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { RelayEnvironment, RelayTask } from "../../functions/relay/env.ts";
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

/**
 * Publishes committed events and adds them to the log: from the table's stream at once, every minute from the outbox, and
 * every hour, for one part of the table after the other, those that only their records still have.
 */
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
      description: "keyferry: publishes audit events on the event bus and adds them to the log",
      timeout: 300,
      memory: MEMORY.relay,
      logRetentionDays: props.logRetentionDays,
      environment,
    });
    table.grantLog(this.function);
    bus.grantPublish(this.function);

    new EventSourceMapping(this, "Stream", {
      target: this.function.lambda,
      eventSourceArn: table.streamArn,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: BATCH.stream,
      bisectBatchOnError: true,
      // The stream must not wait for a batch that crashes the relay: the sweep and the reconciliation take it over.
      retryAttempts: 3,
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.or("INSERT", "MODIFY"),
          dynamodb: {
            Keys: {
              [PARTITION_KEY]: {
                S: [PREFIX.credential, PREFIX.link, PREFIX.outbox].flatMap((prefix) =>
                  FilterRule.beginsWith(prefix),
                ),
              },
            },
          },
        }),
      ],
    });

    // The schedules ask again: neither EventBridge nor Lambda need to. What Lambda could not start, it repeats for six hours unless
    // it is told otherwise: 360 sweeps, all at once in the end. An hour's part of the table waits for a start as long as this.
    this.function.lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: Duration.minutes(5) });
    const schedule = (id: string, description: string, rate: Duration, task: RelayTask) =>
      new Rule(this, id, {
        description,
        schedule: Schedule.rate(rate),
        targets: [
          new LambdaFunction(this.function.lambda, {
            retryAttempts: 0,
            event: RuleTargetInput.fromObject(task),
          }),
        ],
      });
    schedule("Sweep", "keyferry: publishes audit events that are still in the outbox", Duration.minutes(1), {
      task: "sweep",
    });
    schedule("Reconcile", "keyferry: compares a part of the records with the audit log", Duration.hours(1), {
      task: "reconcile",
      time: EventField.time,
    });
  }
}
