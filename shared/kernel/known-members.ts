import type * as z from "zod/mini";

type Schema = z.core.$ZodType;

/** What stands for a name that no schema knows. It is the caller's text, and may be a misplaced key. */
export const UNKNOWN_FIELD = "(unknown field)";

/** The longest path, in names. The contracts need three. */
const MAX_NAMES = 5;

/**
 * The path of a problem as text, in which only names that the schemas know at their place are repeated.
 * Positions in lists and records are shown as numbers, and nothing below an unknown name is.
 * @param schemas the alternatives for the whole document.
 * @param document needed for positions in records, whose names their author chose.
 */
export function knownPath(
  schemas: readonly Schema[],
  path: readonly PropertyKey[],
  document?: unknown,
): string {
  const names: string[] = [];
  let place: readonly Schema[] = schemas;
  let value = document;
  for (const step of path.slice(0, MAX_NAMES)) {
    const inside = place.flatMap((schema) => stepInto(schema, step));
    if (inside.length === 0) return [...names, UNKNOWN_FIELD].join(".");
    names.push(typeof step === "number" || isNamed(place, step) ? String(step) : entryOf(value, step));
    place = inside;
    value = Object(value)[step];
  }
  return names.join(".");
}

/** The names that the schemas know for members of the object at this path. */
export function knownNames(schemas: readonly Schema[], path: readonly PropertyKey[]): readonly string[] {
  let place: readonly Schema[] = schemas;
  for (const step of path) place = place.flatMap((schema) => stepInto(schema, step));
  return [...new Set(place.flatMap(alternatives).flatMap((schema) => Object.keys(shapeOf(schema))))];
}

const isNamed = (place: readonly Schema[], step: PropertyKey): boolean =>
  place.flatMap(membersIn).some((schema) => Object.hasOwn(shapeOf(schema), step));

const entryOf = (record: unknown, step: PropertyKey): string =>
  `(entry ${Object.keys(Object(record)).indexOf(String(step)) + 1})`;

/** The schemas of a member or an item; none if there is no such member. */
function stepInto(schema: Schema, step: PropertyKey): readonly Schema[] {
  if (typeof step === "number") {
    return alternatives(schema).flatMap(({ _zod: { def } }) => (def.type === "array" ? [def.element] : []));
  }
  return membersIn(schema).flatMap((object) => {
    const { def } = object._zod;
    if (def.type === "record") return [def.valueType];
    const member = Object.hasOwn(shapeOf(object), step) ? shapeOf(object)[String(step)] : undefined;
    return member === undefined ? [] : [member];
  });
}

/** The objects that a schema allows, also as items of a list: a scan gives no positions in lists. */
const membersIn = (schema: Schema): readonly z.core.$ZodTypes[] =>
  alternatives(schema).flatMap((alternative) => {
    const { def } = alternative._zod;
    return def.type === "array" ? membersIn(def.element) : [alternative];
  });

const shapeOf = (schema: z.core.$ZodTypes): z.core.$ZodShape =>
  schema._zod.def.type === "object" ? schema._zod.def.shape : {};

/** A schema without its wrappers: more than one for a union. */
function alternatives(schema: Schema): readonly z.core.$ZodTypes[] {
  const known = schema as z.core.$ZodTypes;
  const { def } = known._zod;
  switch (def.type) {
    case "optional":
    case "nullable":
    case "default":
      return alternatives(def.innerType);
    case "union":
      return def.options.flatMap(alternatives);
    case "pipe":
      return [def.in, def.out].flatMap(alternatives);
    default:
      return [known];
  }
}
