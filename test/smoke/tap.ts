import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { sqsClient } from "../../cli/aws-clients.ts";
import type { Deployment } from "../../cli/deployment.ts";
import { isAwsError } from "../../shared/kernel/call-aws.ts";
import { parseJson } from "../../shared/kernel/parse-json.ts";
import type { Cleanup } from "./cleanup.ts";

const TARGET = "smoke";

/** Sends the events of one workspace to a queue of the rehearsal. @returns the types of all events so far, by credential. */
export async function tapEvents(
  { aws, output }: Deployment,
  { name, workspaceId }: { readonly name: string; readonly workspaceId: string },
  cleanup: Cleanup,
): Promise<() => Promise<ReadonlyMap<string, ReadonlySet<string>>>> {
  const [sqs, events] = [sqsClient(aws), new EventBridgeClient(aws)];
  const rule = { Name: name, EventBusName: output("eventBusName") };

  cleanup.add(`queue ${name}`, async () => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name })).catch(orNothing);
    if (QueueUrl !== undefined) await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  });
  const { QueueUrl = "" } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: { MessageRetentionPeriod: "3600" } }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
  );
  const queueArn = Attributes?.QueueArn ?? "";

  cleanup.add(`rule ${name}`, async () => {
    const target = { Rule: name, EventBusName: rule.EventBusName, Ids: [TARGET] };
    await events.send(new RemoveTargetsCommand(target)).catch(orNothing);
    await events.send(new DeleteRuleCommand(rule)).catch(orNothing);
  });
  const EventPattern = JSON.stringify({
    source: ["keyferry"],
    detail: { data: { workspace_id: [workspaceId] } },
  });
  const { RuleArn } = await events.send(new PutRuleCommand({ ...rule, EventPattern }));
  // AWS delivers only to a queue that lets EventBridge send for this rule.
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queueArn,
      Condition: { ArnEquals: { "aws:SourceArn": RuleArn } },
    },
  });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  await events.send(
    new PutTargetsCommand({
      Rule: name,
      EventBusName: rule.EventBusName,
      Targets: [{ Id: TARGET, Arn: queueArn }],
    }),
  );

  const seen = new Map<string, Set<string>>();
  return async () => {
    for (;;) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 }),
      );
      if (Messages.length === 0) return seen;
      for (const { Body = "" } of Messages) {
        const { detail } = parseJson(Body) as { detail: { subject: string; type: string } };
        seen.set(detail.subject, (seen.get(detail.subject) ?? new Set()).add(detail.type));
      }
    }
  };
}

/** What is gone already needs no removal. */
function orNothing(error: unknown): { QueueUrl?: undefined } {
  if (isAwsError(error, "ResourceNotFoundException", "QueueDoesNotExist")) return {};
  throw error;
}
