import { PROVIDERS } from "./catalogue.ts";

/** What a slug added by a deployment may look like: one or two parts of lower-case letters, digits and hyphens. */
export const SLUG_PATTERN = /^[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)?$/;

/** Longest slug a deployment may add, in characters; the catalogue's longest has 28. */
export const SLUG_MAX_LENGTH = 64;

/**
 * The slugs one deployment accepts: the catalogue's 113 and the deployment's own. Naming one of the catalogue's
 * again is harmless.
 *
 * @throws Error if an extra slug is malformed; thrown at start, so that it is the deployer who sees it.
 */
export function providerSlugs(extra: readonly string[]): ReadonlySet<string> {
  const malformed = extra.filter((slug) => slug.length > SLUG_MAX_LENGTH || !SLUG_PATTERN.test(slug));
  if (malformed.length > 0) {
    throw new Error(`Malformed provider slug in the configuration: ${JSON.stringify(malformed)}`);
  }
  return new Set([...PROVIDERS.keys(), ...extra]);
}
