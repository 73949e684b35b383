import { ofType, resource, type Stackful } from "../template/readable.ts";

/** The account, region and names under which a template's resources exist, or would exist. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly stack: string;
  /** The physical id that CloudFormation gives a resource, by the resource's name in the code. */
  readonly physicalId: (name: string) => string;
}

export interface Policies {
  readonly account: string;
  /** The ARN for texts like `Commands/Queue.Arn` or `Archive/Bucket/Bucket.Arn/events/*`. */
  arn(text: string): string;
  /** The roles by their names in the code. */
  readonly roles: ReadonlyMap<string, Role>;
  /** The policy of a key, a queue or a bucket; for a bucket, its objects' ARNs match too. */
  resourcePolicy(arn: string): object | undefined;
}

export interface Role {
  readonly arn: string;
  readonly documents: readonly object[];
}

const RESOURCE_POLICIES = {
  "AWS::SQS::QueuePolicy": "Queues",
  "AWS::S3::BucketPolicy": "Bucket",
} as const;

/** All policies of a synthesized stack, with the ARNs that its resources have in that place. */
export function policiesOf(stack: Stackful, place: Place): Policies {
  const arn = (text: string): string =>
    text
      .replaceAll(`\${AWS::Partition}`, "aws")
      .replaceAll(`\${AWS::Region}`, place.region)
      .replaceAll(`\${AWS::AccountId}`, place.account)
      .replaceAll(`\${AWS::StackName}`, place.stack)
      .replace(/^([A-Z][\w/]*)\.(Arn|StreamArn)(?![\w])/, (_, name, attribute) =>
        attribute === "Arn" ? arnOf(stack, name, place) : `${arnOf(stack, name, place)}/stream/any`,
      );
  const concrete = (document: unknown): object => JSON.parse(JSON.stringify(document), stringsBy(arn));

  const roles = [...ofType(stack, "AWS::IAM::Role").keys()].map((name): [string, Role] => [
    name,
    { arn: arn(`${name}.Arn`), documents: documentsOf(stack, name).map(concrete) },
  ]);
  const keys = [...ofType(stack, "AWS::KMS::Key")].map(([name, { Properties }]): [string, object] => [
    arn(`${name}.Arn`),
    concrete(Properties.KeyPolicy),
  ]);
  const others = Object.entries(RESOURCE_POLICIES).flatMap(([type, target]) =>
    [...ofType(stack, type).values()].flatMap(({ Properties }) =>
      [Properties[target]]
        .flat()
        .map((name): [string, object] => [arn(`${name}.Arn`), concrete(Properties.PolicyDocument)]),
    ),
  );
  const byArn = new Map([...keys, ...others]);
  return {
    account: place.account,
    arn,
    roles: new Map(roles),
    resourcePolicy: (of) => byArn.get(of) ?? byArn.get(of.replace(/^(arn:aws:s3:::[^/]+)\/.*/, "$1")),
  };
}

const documentsOf = (stack: Stackful, role: string): unknown[] =>
  [...ofType(stack, "AWS::IAM::Policy").values()]
    .filter(({ Properties }) => (Properties.Roles as string[]).includes(role))
    .map(({ Properties }) => Properties.PolicyDocument);

const stringsBy =
  (change: (text: string) => string) =>
  (_: string, value: unknown): unknown =>
    typeof value === "string" ? change(value) : value;

/** @throws Error for a type whose ARN is unknown, so that no test evaluates a policy that names nothing. */
function arnOf(stack: Stackful, name: string, { account, region, physicalId }: Place): string {
  const { Type } = resource(stack, name);
  const id = physicalId(name);
  const at = `${region}:${account}`;
  switch (Type) {
    case "AWS::SQS::Queue":
      return `arn:aws:sqs:${at}:${id.slice(id.lastIndexOf("/") + 1)}`;
    case "AWS::DynamoDB::GlobalTable":
      return `arn:aws:dynamodb:${at}:table/${id}`;
    case "AWS::KMS::Key":
      return `arn:aws:kms:${at}:key/${id}`;
    case "AWS::Events::EventBus":
      return `arn:aws:events:${at}:event-bus/${id}`;
    case "AWS::Events::Rule":
      return `arn:aws:events:${at}:rule/${id}`;
    case "AWS::Logs::LogGroup":
      return `arn:aws:logs:${at}:log-group:${id}:*`;
    case "AWS::S3::Bucket":
      return `arn:aws:s3:::${id}`;
    case "AWS::IAM::Role":
      return `arn:aws:iam::${account}:role/${id}`;
    default:
      throw new Error(`no ARN is known for ${name}, of type ${Type}`);
  }
}

/** A place that does not exist. Every resource in it is named as in the code. */
export const anyPlace = (stack: string): Place => ({
  account: "111122223333",
  region: "eu-central-1",
  stack,
  physicalId: (name) => name.replaceAll("/", "-").toLowerCase(),
});
