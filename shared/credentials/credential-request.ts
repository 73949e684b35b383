import * as z from "zod/mini";
import { workspaceNameSchema } from "../kernel/workspace-name-schema.ts";
import { knownProviderSchema } from "../providers/slug.ts";
import {
  DEFAULT_SETTINGS,
  type InitialSettings,
  requestedSettingsSchema,
  type SettingsChange,
  settingsContradict,
  withoutUndefined,
} from "./settings.ts";

const rawKey = z.string().check(z.minLength(1));

/** A check for any schema that has settings among its members. */
export const noContradiction = z.refine<SettingsChange>((body) => !settingsContradict(body), {
  message: "cannot be combined with is_fallback",
  path: ["is_byok_only"],
});

/** The body of POST /byok. @param slugs the providers that this deployment knows. */
export const createRequestSchema = (slugs: ReadonlySet<string>) =>
  z
    .strictObject({
      key: rawKey,
      provider: knownProviderSchema(slugs),
      workspace_id: z.optional(workspaceNameSchema),
      ...requestedSettingsSchema.shape,
    })
    .check(noContradiction);

/** The body of PATCH /byok/{id}: absent = unchanged, null = cleared. */
export const updateRequestSchema = z
  .strictObject({ key: z.optional(rawKey), ...requestedSettingsSchema.shape })
  .check(noContradiction);

const { declared_region: _, ...DEFAULTS } = DEFAULT_SETTINGS;

/**
 * A new credential's settings: the contract's defaults for those that the request leaves out, but for the declared
 * region, whose default is that of the key.
 */
export const settingsOf = (given: SettingsChange): InitialSettings => ({
  ...DEFAULTS,
  ...withoutUndefined(given),
});
