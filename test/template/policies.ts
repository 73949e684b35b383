/* The policies of a template as parliament can read them: identity policies, with example values for references. */

export interface Finding {
  readonly policy: string;
  readonly issue: string;
  readonly detail: string;
}

/** A finding that stays, for a reason. */
interface Accepted {
  readonly reason: string;
  readonly covers: (finding: Finding) => boolean;
}

export const ACCEPTED: readonly Accepted[] = [
  {
    reason:
      "ListStreams takes no resource; Lambda's documentation asks for it all the same, as SAM's own policy has it.",
    covers: ({ issue, detail }) => issue === "RESOURCE_MISMATCH" && /dynamodb:ListStreams/.test(detail),
  },
];

interface Template {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

/** What a resource of a type looks like in an ARN. */
const EXAMPLES: Readonly<Record<string, string>> = {
  "AWS::DynamoDB::GlobalTable": "arn:aws:dynamodb:eu-central-1:111122223333:table/example",
  "AWS::Events::EventBus": "arn:aws:events:eu-central-1:111122223333:event-bus/example",
  "AWS::KMS::Key": "arn:aws:kms:eu-central-1:111122223333:key/0df9e665-d932-5740-b2c7-b52af166bc11",
  "AWS::Logs::LogGroup": "arn:aws:logs:eu-central-1:111122223333:log-group:example:*",
  "AWS::S3::Bucket": "arn:aws:s3:::example",
  "AWS::SQS::Queue": "arn:aws:sqs:eu-central-1:111122223333:example",
};

const PSEUDO: Readonly<Record<string, string>> = {
  "AWS::AccountId": "111122223333",
  "AWS::Partition": "aws",
  "AWS::Region": "eu-central-1",
};

/** The identity policies of a template, by the option set and the logical id. */
export const policiesOf = (set: string, template: Template): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(template.Resources)
      .filter(([, { Type }]) => Type === "AWS::IAM::Policy")
      .map(([id, { Properties }]) => [`${set}/${id}`, resolve(Properties?.PolicyDocument, template)]),
  );

/** @throws Error for a reference to a type that has no example. */
function resolve(value: unknown, template: Template): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, template));
  if (typeof value !== "object" || value === null) return value;
  const [[key, argument] = [], ...others] = Object.entries(value);
  if (others.length === 0 && key === "Ref")
    return PSEUDO[String(argument)] ?? example(argument, undefined, template);
  if (others.length === 0 && key === "Fn::GetAtt") {
    const [id, attribute] = argument as readonly [string, string];
    return example(id, attribute, template);
  }
  if (others.length === 0 && key === "Fn::Join") {
    const [separator, parts] = argument as readonly [string, readonly unknown[]];
    return parts.map((part) => resolve(part, template)).join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolve(item, template)]));
}

function example(id: unknown, attribute: string | undefined, { Resources }: Template): string {
  const type = Resources[String(id)]?.Type ?? "";
  const arn = EXAMPLES[type];
  if (arn === undefined) throw new Error(`no example of ${type || String(id)}`);
  return attribute === "StreamArn" ? `${arn}/stream/2026-01-01T00:00:00.000` : arn;
}
