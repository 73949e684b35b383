import { DEFAULT_SETTINGS } from "../../shared/credentials/settings.ts";

/** The API's fields, by which a file names its columns or members. */
export const FIELD_NAMES: ReadonlySet<string> = new Set([
  "key",
  "provider",
  "workspace_id",
  ...Object.keys(DEFAULT_SETTINGS),
]);

/** What people call a field, in {@link plainName} form. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["api_key", "key"],
  ["apikey", "key"],
  ["provider_key", "key"],
  ["provider_slug", "provider"],
  ["workspace", "workspace_id"],
]);

/** How the caller wants a file's names to be read. */
export interface Naming {
  /** The API's field for a column or member of another name. */
  readonly map: Readonly<Record<string, string>>;
  /** Columns or members to leave out. */
  readonly ignore: readonly string[];
}

/** `Allowed Models` and `allowedModels` are `allowed_models`. */
export const plainName = (name: string): string =>
  name
    .trim()
    .replaceAll(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/[\s._-]+/g, "_");

/** The API's field for a name; null for a name that is none, which may be a key: it is not repeated. */
export function fieldOf(name: string, { map }: Naming): string | null {
  const field = Object.hasOwn(map, name) ? map[name] : name;
  if (field !== undefined && FIELD_NAMES.has(field)) return field;
  const plain = plainName(name);
  if (FIELD_NAMES.has(plain)) return plain;
  return OTHER_NAMES.get(plain) ?? null;
}
