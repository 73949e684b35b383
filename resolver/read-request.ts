import { hashToken } from "../shared/access/hash-token.ts";
import { type FieldProblem, KeyferryError } from "../shared/kernel/errors.ts";
import { reveal, Secret } from "../shared/kernel/secret.ts";
import { SLUG_MAX_LENGTH, SLUG_PATTERN } from "../shared/providers/slug-form.ts";
import type { OrderRequest } from "./order-attempts.ts";
import type { ProviderRequest, ResolveRequest } from "./resolve-request.ts";

const WORKSPACE = /^(?:global|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;
const HASH = /^[\da-f]{64}$/;
/** The longest text of a request, in characters. */
export const MAX_TEXT = 1_024;
export const MAX_PROVIDERS = 64;

/** A request that is as it should be. */
export interface ReadRequest extends OrderRequest {
  readonly workspace: string;
}

/**
 * Reads a router's request, which may come from a program in another language.
 * @throws KeyferryError `invalid_request` that names every wrong field, and repeats none
 */
export function readRequest(request: ResolveRequest): ReadRequest {
  const { workspace, providers, model, user = null, apiKeyHash = null, apiKey, zdr = false } = request;
  const fields: FieldProblem[] = [];
  const expect = (path: string, right: boolean, reason: string) => {
    if (!right) fields.push({ path, reason });
  };
  expect("workspace", matches(workspace, WORKSPACE), "must be the id of a workspace, or global");
  expect("model", isText(model), `must be text of 1 to ${MAX_TEXT} characters`);
  expect("user", user === null || isText(user), `must be text of 1 to ${MAX_TEXT} characters, or null`);
  expect("zdr", typeof zdr === "boolean", "must be true or false");
  expect(
    "apiKeyHash",
    apiKeyHash === null || matches(apiKeyHash, HASH),
    "must be a SHA-256 in hexadecimal, in lower case, or null",
  );
  expect("apiKey", apiKey === undefined || apiKey instanceof Secret || isText(apiKey), "must be text");
  expect("apiKey", apiKey === undefined || apiKeyHash === null, "must not come together with apiKeyHash");
  const isList = Array.isArray(providers) && providers.length > 0 && providers.length <= MAX_PROVIDERS;
  expect("providers", isList, `must be a list of 1 to ${MAX_PROVIDERS} providers`);
  const endpoints = isList ? providers.map(toEndpoint) : [];
  endpoints.forEach(({ slug, zdr: own }, index) => {
    expect(`providers.${index}`, isSlug(slug), "must be the slug of a provider");
    expect(`providers.${index}.zdr`, own === undefined || typeof own === "boolean", "must be true or false");
    const first = endpoints.findIndex((each) => each.slug === slug);
    expect(`providers.${index}`, first === index, "must not name a provider twice");
  });
  if (fields.length > 0) {
    throw new KeyferryError("invalid_request", "Invalid request parameters", { fields });
  }
  const hash =
    apiKey === undefined ? apiKeyHash : hashToken(apiKey instanceof Secret ? reveal(apiKey) : apiKey);
  return { workspace, providers: endpoints, model, user, apiKeyHash: hash, zdr };
}

const toEndpoint = (provider: string | ProviderRequest | null): ProviderRequest =>
  typeof provider === "object" && provider !== null
    ? { slug: provider.slug, ...(provider.zdr !== undefined && { zdr: provider.zdr }) }
    : { slug: provider as string };

const isSlug = (value: unknown): boolean =>
  matches(value, SLUG_PATTERN) && String(value).length <= SLUG_MAX_LENGTH;

const matches = (value: unknown, pattern: RegExp): boolean =>
  typeof value === "string" && pattern.test(value);

const isText = (value: unknown): boolean =>
  typeof value === "string" && value.length > 0 && value.length <= MAX_TEXT;
