import * as z from "zod/mini";
import { noContradiction } from "../credentials/credential-request.ts";
import { requestedSettingsSchema, requestedText } from "../credentials/settings.ts";
import { uuidSchema } from "../kernel/uuid.ts";
import { workspaceNameSchema } from "../kernel/workspace-name-schema.ts";
import { knownProviderSchema } from "../providers/slug.ts";

/** The lifetime of a link in seconds: five minutes to thirty days, a day unless the request says otherwise. */
const LIFETIME = { least: 300, most: 2_592_000, usual: 86_400 } as const;

/** The most pages that may embed the page of a link. */
const MAX_ORIGINS = 10;

/**
 * An origin as a browser sends it: in lower case, without a path or a default port. Over http only on this machine, where
 * browsers count it as secure. It becomes part of a header, so that nothing else than an origin may fit.
 */
export const ORIGIN =
  /^(?:https:\/\/[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|http:\/\/(?:localhost|127\.0\.0\.1))(?::[1-9]\d{0,4})?$/;

const NOT_ORIGIN =
  "must be an origin such as https://app.example.com: https, in lower case, without a path or a default port";

const isOrigin = (text: string): boolean =>
  ORIGIN.test(text) && URL.canParse(text) && new URL(text).origin === text;

const origin = z.string().check(z.refine(isOrigin, { message: NOT_ORIGIN }));

const common = {
  expires_in: z._default(z.int().check(z.minimum(LIFETIME.least), z.maximum(LIFETIME.most)), LIFETIME.usual),
  workspace_label: z.optional(z.nullable(requestedText.check(z.maxLength(255)))),
  allowed_origins: z.optional(z.array(origin).check(z.maxLength(MAX_ORIGINS))),
  return_url: z.optional(z.nullable(z.string().check(z.maxLength(2_048)))),
};

/** All that the body of a rotation may have. */
export const ROTATION: ReadonlySet<string> = new Set(["purpose", "credential_id", ...Object.keys(common)]);

/**
 * The body of POST /byok/links: for a new credential, as that of POST /byok without the key; for a rotation, the
 * credential's id instead.
 * @param slugs the providers that this deployment knows.
 */
export const linkRequestSchema = (slugs: ReadonlySet<string>) =>
  z
    .strictObject({
      purpose: z._default(z.enum(["create", "rotate"]), "create"),
      provider: z.optional(knownProviderSchema(slugs)),
      credential_id: z.optional(uuidSchema),
      workspace_id: z.optional(workspaceNameSchema),
      ...common,
      ...requestedSettingsSchema.shape,
    })
    .check(
      noContradiction,
      z.refine(({ purpose, provider }) => purpose === "rotate" || provider !== undefined, {
        message: "is required for a new credential",
        path: ["provider"],
      }),
      z.refine(({ purpose, credential_id }) => (purpose === "rotate") === (credential_id !== undefined), {
        message: "is required for a rotation, and not allowed for a new credential",
        path: ["credential_id"],
      }),
      z.refine(
        ({ purpose, ...body }) =>
          purpose === "create" ||
          Object.entries(body).every(([name, value]) => value === undefined || ROTATION.has(name)),
        {
          message: "rotate takes no provider, workspace or setting: those of the credential stay",
          path: ["purpose"],
        },
      ),
    );
