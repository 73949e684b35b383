export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** A template with its references resolved to names: `Commands/Queue` for a Ref, `Commands/Queue.Arn` for a GetAtt. */
export interface Stackful {
  readonly resources: ReadonlyMap<string, Resource>;
  readonly outputs: Readonly<Record<string, { readonly Value: unknown }>>;
}

interface Raw {
  readonly Resources?: Readonly<
    Record<string, Resource & { readonly Metadata?: { "aws:cdk:path"?: string } }>
  >;
  readonly Outputs?: Stackful["outputs"];
}

/** The resources' names in the code, by their logical ids. */
export const namesOf = (template: Record<string, unknown>): ReadonlyMap<string, string> =>
  new Map(
    Object.entries((template as Raw).Resources ?? {}).map(([id, { Metadata }]) => [
      id,
      nameOf(Metadata?.["aws:cdk:path"] ?? id),
    ]),
  );

export function readable(template: Record<string, unknown>): Stackful {
  const { Resources = {}, Outputs = {} } = template as Raw;
  const names = namesOf(template);
  const resources = new Map(
    Object.entries(Resources).map(([id, { Metadata: _, ...resource }]) => [
      names.get(id) ?? id,
      resolve({ ...resource, Properties: resource.Properties ?? {} }, names) as Resource,
    ]),
  );
  if (resources.size !== names.size) throw new Error("two resources have one name");
  return { resources, outputs: resolve(Outputs, names) as Stackful["outputs"] };
}

/** `keyferry-dev/Default/Commands/Queue/Resource` → `Commands/Queue` */
const nameOf = (path: string): string =>
  path
    .split("/")
    .slice(1)
    .filter((part) => part !== "Default")
    .join("/")
    .replace(/\/Resource$/, "");

function resolve(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, names));
  if (typeof value !== "object" || value === null) return value;
  const [[key, argument] = [], ...others] = Object.entries(value);
  if (others.length === 0 && key === "Ref") return names.get(String(argument)) ?? `\${${argument}}`;
  if (others.length === 0 && key === "Fn::GetAtt") {
    const [id, attribute] = argument as [string, string];
    return `${names.get(id) ?? id}.${attribute}`;
  }
  if (others.length === 0 && key === "Fn::Join") {
    const [separator, parts] = resolve(argument, names) as [string, string[]];
    return parts.join(separator);
  }
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolve(item, names)]));
}

/** The resources of one type, by name. */
export const ofType = (stack: Stackful, type: string): ReadonlyMap<string, Resource> =>
  new Map([...stack.resources].filter(([, { Type }]) => Type === type));

/** @throws Error where the stack has no such resource. */
export function resource(stack: Stackful, name: string): Resource {
  const found = stack.resources.get(name);
  if (found === undefined) throw new Error(`no ${name} among ${[...stack.resources.keys()].join(", ")}`);
  return found;
}

export const propertiesOf = (stack: Stackful, name: string): Resource["Properties"] =>
  resource(stack, name).Properties;
