import { parseJson } from "../shared/kernel/parse-json.ts";
import { reveal, Secret } from "../shared/kernel/secret.ts";

/** The members of a key that is a JSON document, such as `aws_access_key_id`; of any other key, the one member `api_key`. */
export type KeyParts = Readonly<Record<string, Secret>>;

/**
 * Takes a key apart. Customers give keyferry JSON for Azure, Bedrock and Vertex: an object, or a list of objects, of which
 * the first counts. Members that are not text are in JSON.
 */
export function partsOf(key: Secret): KeyParts {
  const document = asObject(parseJson(reveal(key)));
  if (document === null) return { api_key: key };
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => [
      name,
      new Secret(typeof value === "string" ? value : JSON.stringify(value)),
    ]),
  );
}

function asObject(value: unknown): object | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === "object" && first !== null ? first : null;
}
