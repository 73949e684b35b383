import * as z from "zod/mini";
import { MAX_PROVIDERS, MAX_TEXT } from "../../resolver/read-request.ts";
import { uuidSchema } from "../../shared/kernel/uuid.ts";
import { workspaceNameSchema } from "../../shared/kernel/workspace-name-schema.ts";
import { SLUG_MAX_LENGTH, SLUG_PATTERN } from "../../shared/providers/slug-form.ts";

/*
 * The agent's requests and answers. The document docs/resolver-openapi.json is made of these schemas.
 */

/** The most attempts that one answer has, each with an opened key. */
const MAX_ATTEMPTS = 100;

/** As many as a router tries, where the request says nothing. */
export const DEFAULT_ATTEMPTS = 5;

const slug = z.string().check(z.maxLength(SLUG_MAX_LENGTH), z.regex(SLUG_PATTERN));
const text = z.string().check(z.minLength(1), z.maxLength(MAX_TEXT));
const hash = z.string().check(z.regex(/^[a-f0-9]{64}$/));

/** A provider by its slug, or with what is known of its endpoint. */
const providerSchema = z.union([slug, z.strictObject({ slug, zdr: z.optional(z.boolean()) })]);

/** POST /v1/resolve */
export const resolveRequestSchema = z.strictObject({
  workspace: workspaceNameSchema,
  providers: z.array(providerSchema).check(z.minLength(1), z.maxLength(MAX_PROVIDERS)),
  model: text,
  user: z.optional(z.nullable(text)),
  api_key_hash: z.optional(z.nullable(hash)),
  zdr: z.optional(z.boolean()),
  max_attempts: z.optional(z.int().check(z.minimum(1), z.maximum(MAX_ATTEMPTS))),
  explain: z.optional(z.boolean()),
});

/** POST /v1/report */
export const reportRequestSchema = z.strictObject({
  credential_id: uuidSchema,
  key_version: z.int().check(z.minimum(1)),
  status: z.optional(z.int().check(z.minimum(100), z.maximum(599))),
  code: z.optional(z.string().check(z.regex(/^[\w.-]{1,64}$/))),
});

const credentialAttemptSchema = z.object({
  kind: z.literal("credential"),
  provider: z.string(),
  section: z.enum(["prioritized", "fallback"]),
  credential_id: z.string(),
  key_version: z.int(),
  label: z.string(),
  cache_key: z.string(),
  key: z.string(),
  /** The members of a key that is a JSON document; `api_key` alone of any other. */
  parts: z.record(z.string(), z.string()),
});

export type WireCredentialAttempt = z.infer<typeof credentialAttemptSchema>;

const exclusionSchema = z.object({ credential_id: z.string(), provider: z.string(), reason: z.string() });

const sharedExclusionSchema = z.object({
  provider: z.string(),
  reason: z.string(),
  credential_id: z.optional(z.string()),
});

/** 200 of POST /v1/resolve */
export const resolveAnswerSchema = z.object({
  attempts: z.array(
    z.union([credentialAttemptSchema, z.object({ kind: z.literal("shared"), provider: z.string() })]),
  ),
  truncated: z.boolean(),
  excluded: z.optional(z.array(exclusionSchema)),
  shared_excluded: z.optional(z.array(sharedExclusionSchema)),
  stale: z.boolean(),
  as_of: z.iso.datetime(),
});

export type ResolveAnswer = z.infer<typeof resolveAnswerSchema>;

/** 202 of POST /v1/report */
export const reportAnswerSchema = z.object({ status: z.literal("accepted") });

/** GET /healthz */
export const healthAnswerSchema = z.object({ status: z.literal("ok") });
