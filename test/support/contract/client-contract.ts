import { readFile } from "node:fs/promises";

// biome-ignore lint/suspicious/noExplicitAny: JSON Schemas of several makers
export type Schema = any;

/** What a client library, or keyferry's own document, knows of the contract: JSON Schemas, and statuses by operation. */
export interface ClientContract {
  readonly record: Schema;
  readonly create: Schema;
  readonly update: Schema;
  /** The query of a list, as an object. */
  readonly list: Schema;
  /** By OpenRouter's operation id: the statuses with a body of their own. */
  readonly statuses: Readonly<Record<string, readonly number[]>>;
}

const PATHS: Readonly<Record<string, readonly [path: string, method: string]>> = {
  listBYOKKeys: ["/byok", "get"],
  createBYOKKey: ["/byok", "post"],
  getBYOKKey: ["/byok/{id}", "get"],
  updateBYOKKey: ["/byok/{id}", "patch"],
  deleteBYOKKey: ["/byok/{id}", "delete"],
};

/** The contract that docs/openapi.json promises. */
export async function ownContract(): Promise<ClientContract> {
  const document: Schema = JSON.parse(
    await readFile(new URL("../../../docs/openapi.json", import.meta.url), "utf8"),
  );
  const { schemas } = document.components;
  const named = (name: string) => ({ ...schemas[name], components: document.components });
  const parameters: Schema[] = document.paths["/byok"].get.parameters ?? [];
  return {
    record: named("Credential"),
    create: named("CreateCredentialRequest"),
    update: named("UpdateCredentialRequest"),
    list: {
      properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
      required: parameters.flatMap(({ name, required }) => (required ? [name] : [])),
      components: document.components,
    },
    statuses: Object.fromEntries(
      Object.entries(PATHS).map(([id, [path, method]]) => [
        id,
        Object.keys(document.paths[path][method].responses).map(Number),
      ]),
    ),
  };
}

/** One field, as far as a client can notice it. */
interface Field {
  readonly required: boolean;
  readonly nullable: boolean;
  /** `string`, `integer`, `boolean`, or one of them with `[]`. */
  readonly types: readonly string[];
  /** The values that the schema names; empty for any. */
  readonly values: readonly string[];
}

/** Headers in the place of query parameters: OpenRouter's, for rankings. keyferry ignores them. */
const HEADERS: ReadonlySet<string> = new Set([
  ...["HTTP-Referer", "X-OpenRouter-Title", "X-OpenRouter-Categories"],
  ...["http_referer", "app_title", "app_categories"],
]);

const fieldsOf = (schema: Schema): ReadonlyMap<string, Field> =>
  new Map(
    Object.entries<Schema>(schema.properties)
      .map(([name, property]): [string, Field] => [
        name.includes("-") ? name : name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        fieldOf(property, (schema.required ?? []).includes(name), schema),
      ])
      .filter(([name]) => !HEADERS.has(name)),
  );

function fieldOf(property: Schema, required: boolean, root: Schema): Field {
  const all = alternatives(property, root);
  const kinds = all.flatMap(({ type, items }) =>
    type === "array" ? alternatives(items, root).map((item) => `${item.type}[]`) : (type ?? []),
  );
  const types = [...new Set(kinds.map((kind) => (kind === "number" ? "integer" : kind)))];
  // pydantic writes an argument that may be left out as one that may be null, with null as its default.
  const isLeftOut = property.default === null && property.$ref === undefined;
  return {
    required,
    nullable: types.includes("null") && !isLeftOut,
    types: types.filter((type) => type !== "null").sort(),
    values: all.flatMap(({ enum: values = [], const: value }) => [...values, value ?? []].flat()).sort(),
  };
}

/** A schema without references and unions. An object has no place in a field: it is pydantic's sign of absence. */
function alternatives(schema: Schema, root: Schema): readonly Schema[] {
  if (schema.$ref !== undefined) {
    const path = String(schema.$ref).split("/").slice(1);
    return alternatives(
      path.reduce((at, step) => at[step], root),
      root,
    );
  }
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return union.flatMap((one: Schema) => alternatives(one, root));
  if (Array.isArray(schema.type)) return schema.type.map((type: string) => ({ ...schema, type }));
  return schema.type === "object" ? [] : [schema];
}

/**
 * Everything in which keyferry's contract falls short of a client's, in words: what the client needs in an answer and does
 * not get, what it can send and is refused, statuses that it knows and keyferry does not document, and what keyferry's has
 * besides. Empty if a client notices no difference.
 */
export function differences(own: ClientContract, client: ClientContract): string[] {
  return [
    ...inRecords(fieldsOf(own.record), fieldsOf(client.record)),
    ...(["create", "update", "list"] as const).flatMap((part) =>
      inRequests(part, fieldsOf(own[part]), fieldsOf(client[part])),
    ),
    ...Object.entries(client.statuses).flatMap(([operation, statuses]) =>
      statuses
        .filter((status) => !own.statuses[operation]?.includes(status))
        .map((status) => `${operation}: ${status} is not documented`),
    ),
  ];
}

function inRecords(own: ReadonlyMap<string, Field>, client: ReadonlyMap<string, Field>): string[] {
  return [...client].flatMap(([name, theirs]) => {
    const ours = own.get(name);
    if (ours === undefined) return [`record.${name}: is missing`];
    return [
      ...(theirs.required && !ours.required ? [`record.${name}: is not always answered`] : []),
      ...(ours.nullable && !theirs.nullable ? [`record.${name}: may be null`] : []),
      ...differentTypes(`record.${name}`, ours, theirs),
      ...unknownValues(`record.${name}`, ours, theirs),
    ];
  });
}

function inRequests(
  part: string,
  own: ReadonlyMap<string, Field>,
  client: ReadonlyMap<string, Field>,
): string[] {
  const refused = [...client].flatMap(([name, theirs]) => {
    const ours = own.get(name);
    if (ours === undefined) return [`${part}.${name}: is refused`];
    // In a query there is no null: a client that has one leaves the parameter out.
    const refusesNull = part !== "list" && theirs.nullable && !ours.nullable;
    return [
      ...(ours.required && !theirs.required ? [`${part}.${name}: is required`] : []),
      ...(refusesNull ? [`${part}.${name}: null is refused`] : []),
      ...differentTypes(`${part}.${name}`, ours, theirs),
      ...unknownValues(`${part}.${name}`, ours, theirs),
    ];
  });
  const added = [...own.keys()]
    .filter((name) => !client.has(name))
    .map((name) => `${part}.${name}: is added`);
  return [...refused, ...added];
}

const differentTypes = (place: string, ours: Field, theirs: Field): string[] =>
  ours.types.join() === theirs.types.join() ? [] : [`${place}: is ${ours.types}, not ${theirs.types}`];

const unknownValues = (place: string, ours: Field, theirs: Field): string[] =>
  ours.values.length === 0
    ? []
    : theirs.values
        .filter((value) => !ours.values.includes(value))
        .map((value) => `${place}: ${value} is not known`);
