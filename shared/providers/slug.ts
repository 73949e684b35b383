import * as z from "zod/mini";
import { PROVIDERS } from "./catalogue.ts";
import { SLUG_MAX_LENGTH, SLUG_PATTERN } from "./slug-form.ts";

/**
 * The slugs that one deployment accepts: the catalogue's and the deployment's own. Naming one of the
 * catalogue's again is harmless.
 *
 * @throws Error if an extra slug is malformed. It is thrown at the start, so that the deployer sees it.
 */
export function providerSlugs(extra: readonly string[]): ReadonlySet<string> {
  const malformed = extra.findIndex((slug) => slug.length > SLUG_MAX_LENGTH || !SLUG_PATTERN.test(slug));
  if (malformed !== -1) {
    throw new Error(`Malformed provider slug in the configuration: number ${malformed + 1} of its own`);
  }
  return new Set([...PROVIDERS.keys(), ...extra]);
}

/** The problem with a provider that {@link providerSlugs} does not include. */
export const UNKNOWN_PROVIDER = "is not a known provider slug";

/** A provider by its slug. @param slugs the providers that this deployment knows. */
export const knownProviderSchema = (slugs: ReadonlySet<string>) =>
  z.string().check(z.refine((slug) => slugs.has(slug), { message: UNKNOWN_PROVIDER }));
