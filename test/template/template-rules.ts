import { KEPT } from "../../infra/deploy/stack-policy.ts";
import { listOf, statementsOf } from "../support/template/rights.ts";

interface RawResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: each type has its own properties
  readonly Properties?: any;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface RawTemplate {
  readonly Resources: Readonly<Record<string, RawResource>>;
}

/** What is wrong with a template, one sentence each. */
export type Rule = (template: RawTemplate) => readonly string[];

const ofType = ({ Resources }: RawTemplate, type: string): readonly (readonly [string, RawResource])[] =>
  Object.entries(Resources).filter(([, { Type }]) => Type === type);

const alarmsOf = (template: RawTemplate) =>
  ofType(template, "AWS::CloudWatch::Alarm").map(([, { Properties }]) => Properties);

/** Variables of API Gateway whose values have no quotation mark in them. */
const PLAIN_VARIABLES = new Set(
  [
    "requestTime",
    "requestId",
    "httpMethod",
    "status",
    "responseLatency",
    "responseLength",
    "integrationStatus",
    "error.responseType",
  ].map((name) => `$context.${name}`),
);

/** The types that hold data or keys, as the stack policy has them. */
const KEPT_TYPES: readonly string[] = KEPT;

const isRetained = (resource: RawResource | undefined): boolean =>
  resource?.DeletionPolicy?.startsWith("Retain") === true || resource?.UpdateReplacePolicy === "Retain";

const retainedIn = (resources: RawTemplate["Resources"]) =>
  Object.entries(resources).filter(([, resource]) => isRetained(resource));

/** Every logical id that a value refers to. */
function references(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, argument]) => {
    if (key === "Ref") return [String(argument)];
    if (key === "Fn::GetAtt") return [String((argument as readonly unknown[])[0])];
    return references(argument);
  });
}

/**
 * What AWS does and the emulator, cfn-lint and cdk-nag do not show. Each rule was a fault once, and is asked of every
 * option set.
 */
export const RULES: Readonly<Record<string, Rule>> = {
  "CloudWatch may publish to every topic of the stack that an alarm names": (template) => {
    const named = new Set(
      ofType(template, "AWS::CloudWatch::Alarm").flatMap(([, { Properties }]) =>
        references([Properties.AlarmActions ?? [], Properties.OKActions ?? []]),
      ),
    );
    const allowed = new Set(
      ofType(template, "AWS::SNS::TopicPolicy").flatMap(([, { Properties }]) =>
        statementsOf(Properties.PolicyDocument).some(
          ({ Effect, Principal, Action, Condition }) =>
            Effect === "Allow" &&
            (Principal as { Service?: string } | undefined)?.Service === "cloudwatch.amazonaws.com" &&
            listOf(Action).includes("sns:Publish") &&
            JSON.stringify(Condition).includes('"aws:SourceAccount":{"Ref":"AWS::AccountId"}'),
        )
          ? references(Properties.Topics)
          : [],
      ),
    );
    return [...named].filter((id) => !allowed.has(id)).map((id) => `CloudWatch may not publish to ${id}`);
  },

  "no alarm watches AWS/DynamoDB directly, where missing data would keep it ringing": (template) =>
    alarmsOf(template)
      .filter(({ Namespace }) => Namespace === "AWS/DynamoDB")
      .map(({ AlarmName }) => `${AlarmName} never leaves ALARM`),

  "an alarm on the throttling of a table counts each of its indexes": (template) => {
    const indexes = ofType(template, "AWS::DynamoDB::GlobalTable").flatMap(([, { Properties }]) =>
      (Properties.GlobalSecondaryIndexes ?? []).map((index: { IndexName: string }) => index.IndexName),
    );
    return alarmsOf(template)
      .filter(({ Metrics }) => /(Read|Write)ThrottleEvents/.test(JSON.stringify(Metrics ?? "")))
      .flatMap(({ AlarmName, Metrics }) =>
        indexes
          .filter((name) => !JSON.stringify(Metrics).includes(JSON.stringify(name)))
          .map((name) => `${AlarmName} does not see the index ${name}`),
      );
  },

  "where there are alarms, every function has one on its throttles": (template) => {
    const alarms = alarmsOf(template);
    const watched = alarms
      .filter(({ MetricName }) => MetricName === "Throttles")
      .flatMap(({ Dimensions }) => references(Dimensions));
    return ofType(template, "AWS::Lambda::Function")
      .filter(([id]) => alarms.length > 0 && !watched.includes(id))
      .map(([id]) => `nobody hears that ${id} is throttled`);
  },

  "a queue's consumer has the concurrency that Lambda accepts, and a reservation covers all that starts it": (
    template,
  ) => {
    const consumers = ofType(template, "AWS::Lambda::EventSourceMapping");
    const scheduled = (id: string): number =>
      ofType(template, "AWS::Events::Rule").filter(
        ([, { Properties }]) =>
          Properties.ScheduleExpression !== undefined && references(Properties.Targets).includes(id),
      ).length;
    const most = (id: string): number =>
      consumers
        .filter(([, { Properties }]) => references(Properties.FunctionName).includes(id))
        .reduce(
          (sum, [, { Properties }]) => sum + (Properties.ScalingConfig?.MaximumConcurrency ?? 0),
          scheduled(id),
        );
    return [
      ...consumers
        .filter(([, { Properties }]) => (Properties.ScalingConfig?.MaximumConcurrency ?? 2) < 2)
        .map(([id]) => `${id} has less than 2`),
      ...ofType(template, "AWS::Lambda::Function")
        .filter(([id, { Properties }]) => (Properties.ReservedConcurrentExecutions ?? Infinity) < most(id))
        .map(([id]) => `${id} reserves less than its queues and schedules may use`),
    ];
  },

  "what is retained refers to nothing that is deleted, except in the policy of a key": ({ Resources }) =>
    retainedIn(Resources).flatMap(
      ([
        id,
        {
          Properties: { KeyPolicy: _, ...properties },
        },
      ]) =>
        references(properties)
          .filter((target) => target in Resources && !isRetained(Resources[target]))
          .map((target) => `${id} needs ${target}`),
    ),

  "a first deployment that fails leaves nothing: what is retained is not retained at its creation": ({
    Resources,
  }) =>
    retainedIn(Resources)
      .filter(([, { DeletionPolicy }]) => DeletionPolicy !== "RetainExceptOnCreate")
      .map(([id, { DeletionPolicy }]) => `${id} has ${DeletionPolicy}`),

  "what holds data or keys is retained as a whole or not at all": ({ Resources }) => {
    const holding = Object.entries(Resources).filter(([, { Type }]) => KEPT_TYPES.includes(Type));
    const kept = holding.filter(([, resource]) => isRetained(resource));
    return kept.length === 0 || kept.length === holding.length
      ? []
      : holding.filter(([, resource]) => !isRetained(resource)).map(([id]) => `${id} is lost`);
  },

  "a queue hides a message for six timeouts of its consumer and its batching window": (template) =>
    ofType(template, "AWS::Lambda::EventSourceMapping").flatMap(([id, { Properties }]) => {
      const [queue] = references(Properties.EventSourceArn).map((target) => template.Resources[target]);
      if (queue?.Type !== "AWS::SQS::Queue") return [];
      const [lambda] = references(Properties.FunctionName).map((target) => template.Resources[target]);
      const needed = 6 * lambda?.Properties.Timeout + (Properties.MaximumBatchingWindowInSeconds ?? 0);
      return queue.Properties.VisibilityTimeout >= needed ? [] : [`the queue of ${id} needs ${needed}`];
    }),

  "the stream of the table carries no old image": (template) =>
    ofType(template, "AWS::DynamoDB::GlobalTable")
      .filter(([, { Properties }]) => Properties.StreamSpecification?.StreamViewType !== "NEW_IMAGE")
      .map(([id]) => `${id} sends what was there before`),

  "the API's access log is where API Gateway may write, and holds only what cannot break its JSON": (
    template,
  ) =>
    ofType(template, "AWS::ApiGatewayV2::Stage").flatMap(([id, { Properties }]) => {
      const { DestinationArn, Format } = Properties.AccessLogSettings;
      const [group] = references(DestinationArn).map((target) => template.Resources[target]);
      const name = group?.Properties?.LogGroupName;
      const unsafe = [...String(Format).matchAll(/\$context\.[\w.]+/g)]
        .map(([variable]) => variable)
        .filter((variable) => !PLAIN_VARIABLES.has(variable));
      return [
        ...(typeof name === "string" && name.startsWith("/aws/vendedlogs/")
          ? []
          : [`${id} writes to ${name}`]),
        ...unsafe.map((variable) => `${id} logs ${variable}`),
      ];
    }),

  "a function that a schedule of minutes starts is not started again by Lambda": (template) => {
    const once = ofType(template, "AWS::Lambda::EventInvokeConfig")
      // What Lambda could not start for lack of concurrency, it tries again by its age, whatever the number of attempts.
      .filter(
        ([, { Properties }]) =>
          Properties.MaximumRetryAttempts === 0 && Number(Properties.MaximumEventAgeInSeconds) <= 300,
      )
      .flatMap(([, { Properties }]) => references(Properties.FunctionName));
    return ofType(template, "AWS::Events::Rule")
      .filter(([, { Properties }]) => /^rate\(.*minute/.test(Properties.ScheduleExpression ?? ""))
      .flatMap(([, { Properties }]) => references(Properties.Targets))
      .filter((id) => template.Resources[id]?.Type === "AWS::Lambda::Function" && !once.includes(id))
      .map((id) => `Lambda tries ${id} again`);
  },

  "the stack and its policies stay within the quotas of AWS": (template) => {
    const size = (value: unknown) => JSON.stringify(value).length;
    const roles = ofType(template, "AWS::IAM::Policy").map(
      ([id, { Properties }]) => [id, size(Properties.PolicyDocument), 10_240] as const,
    );
    const keys = ofType(template, "AWS::KMS::Key").map(
      ([id, { Properties }]) => [id, size(Properties.KeyPolicy), 32_768] as const,
    );
    const stack = ["the stack", Object.keys(template.Resources).length, 500] as const;
    return [...roles, ...keys, stack]
      .filter(([, is, most]) => is > most)
      .map(([id, is, most]) => `${id} has ${is} of ${most}`);
  },

  "whoever may decrypt with the vault by its ARN may read the table as well": (template) => {
    const named = (document: unknown, action: string) =>
      statementsOf(document)
        .filter(({ Action }) => listOf(Action).includes(action))
        .flatMap(({ Principal }) => listOf(Principal?.AWS ?? []))
        .filter((principal) => typeof principal === "string");
    const readers = ofType(template, "AWS::DynamoDB::GlobalTable").flatMap(([, { Properties }]) =>
      named(
        Properties.Replicas[0].ResourcePolicy?.PolicyDocument ?? { Statement: [] },
        "dynamodb:BatchGetItem",
      ),
    );
    return ofType(template, "AWS::KMS::Key")
      .flatMap(([, { Properties }]) => named(Properties.KeyPolicy, "kms:Decrypt"))
      .filter((opener) => !readers.includes(opener))
      .map((opener) => `${opener} opens what it cannot read`);
  },
};
