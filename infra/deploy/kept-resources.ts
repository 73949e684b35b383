/** A template, as far as deploying looks into one. */
export interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
}

interface TemplateResource {
  readonly Type: string;
  readonly DeletionPolicy?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** The property by which CloudFormation finds an existing resource of a type. */
export const IDENTIFIER: Readonly<Record<string, string>> = {
  "AWS::DynamoDB::GlobalTable": "TableName",
  "AWS::KMS::Key": "KeyId",
  "AWS::S3::Bucket": "BucketName",
};

/** What outlives the stack of a template, by logical id. */
export const retainedIn = ({ Resources = {} }: Template): readonly (readonly [string, TemplateResource])[] =>
  Object.entries(Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith("Retain") === true);

/**
 * The template that imports what an earlier stack has left: these resources alone, because an import may create nothing
 * else. A key's policy names roles that do not exist yet, so it loses their statements; the next deployment of the whole
 * stage adds them. An import changes nothing about a resource.
 */
export function importTemplate(template: Template): Template {
  const kept = retainedIn(template);
  const ids = new Set(kept.map(([id]) => id));
  return {
    Resources: Object.fromEntries(
      kept.map(([id, { Type, Properties = {} }]) => [
        id,
        {
          Type,
          DeletionPolicy: "Retain",
          UpdateReplacePolicy: "Retain",
          Properties: within(Properties, ids),
        },
      ]),
    ),
  };
}

/** Properties without the statements of a policy that refer to other resources. */
function within(
  properties: Readonly<Record<string, unknown>>,
  ids: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  const policy = properties.KeyPolicy as { readonly Statement: readonly unknown[] } | undefined;
  if (policy === undefined) return properties;
  const Statement = policy.Statement.filter((statement) => !refersBeyond(statement, ids));
  return { ...properties, KeyPolicy: { ...policy, Statement } };
}

/** Whether a value refers to a resource that is none of these. Pseudo parameters are no resources. */
function refersBeyond(value: unknown, ids: ReadonlySet<string>): boolean {
  if (Array.isArray(value)) return value.some((item) => refersBeyond(item, ids));
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, argument]) => {
    if (key === "Ref") return !String(argument).startsWith("AWS::") && !ids.has(String(argument));
    if (key === "Fn::GetAtt") return !ids.has(String((argument as readonly unknown[])[0]));
    return refersBeyond(argument, ids);
  });
}
