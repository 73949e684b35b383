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
};
