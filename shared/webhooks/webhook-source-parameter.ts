import * as z from "zod/mini";
import { parseJson } from "../kernel/parse-json.ts";
import { reveal, Secret } from "../kernel/secret.ts";
import { workspaceNameSchema } from "../kernel/workspace-name-schema.ts";
import { SIGNATURE_SCHEMES, type WebhookSource } from "./webhook-source.ts";

const text = z.string().check(z.minLength(1));
const secret = z.pipe(
  text,
  z.transform((value: string) => new Secret(value)),
);

/** The value of a source's parameter: JSON with plain secrets, so the parameter is a SecureString. */
const parameterSchema = z.object({
  scheme: z.enum(SIGNATURE_SCHEMES),
  workspaces: z.array(workspaceNameSchema).check(z.minLength(1)),
  signature_header: text,
  event_id_header: text,
  secrets: z.array(
    z.object({
      id: text,
      secret,
      created_at: text,
      expires_at: z.nullable(text),
    }),
  ),
  id_key: z.optional(secret),
  allow_untimed: z.optional(z.boolean()),
  created_at: text,
});

/** Null for a value in another form. */
export function fromParameter(name: string, value: string): WebhookSource | null {
  const parsed = parameterSchema.safeParse(parseJson(value));
  return parsed.success ? { name, ...parsed.data } : null;
}

export const toParameter = ({ name: _, secrets, id_key, ...source }: WebhookSource): string =>
  JSON.stringify({
    ...source,
    ...(id_key && { id_key: reveal(id_key) }),
    secrets: secrets.map(({ secret, ...entry }) => ({ ...entry, secret: reveal(secret) })),
  });
