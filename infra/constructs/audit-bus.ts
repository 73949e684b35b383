import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Construct } from "constructs";
import { CLOUD_EVENT_SOURCE } from "../../shared/credentials/audit-event.ts";
import type { FunctionConstruct } from "./function.ts";

/** Publishes audit events: an event bus for the operator's rules, with an archive to replay from. */
export class AuditBus extends Construct {
  readonly bus: EventBus;

  constructor(scope: Construct, id: string, props: { readonly eventArchiveDays: number }) {
    super(scope, id);
    this.bus = new EventBus(this, "Bus", { description: "keyferry audit events" });
    // It goes with the bus in every stage: events replay only to the bus of their archive, and the rule by which an
    // archive receives would keep the bus from being deleted. The record that stays is the audit archive.
    const archive = this.bus.archive("Archive", {
      description: "keyferry audit events",
      eventPattern: { source: [CLOUD_EVENT_SOURCE] },
      retention: Duration.days(props.eventArchiveDays),
    });
    archive.applyRemovalPolicy(RemovalPolicy.DESTROY);
  }

  /** A request may carry events of many sources, so IAM compares a set: it must have members, all of them keyferry. */
  grantPublish(relay: FunctionConstruct): void {
    relay.role.addToPolicy(
      new PolicyStatement({
        actions: ["events:PutEvents"],
        resources: [this.bus.eventBusArn],
        conditions: {
          "ForAllValues:StringEquals": { "events:source": CLOUD_EVENT_SOURCE },
          Null: { "events:source": "false" },
        },
      }),
    );
  }
}
