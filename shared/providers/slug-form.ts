/** The form of a slug: one or two parts of lower-case letters, digits and hyphens. */
export const SLUG_PATTERN = /^[a-z0-9][a-z0-9-]*(?:\/[a-z0-9][a-z0-9-]*)?$/;

/** The longest slug that a deployment may add, in characters. The catalogue's longest has 28. */
export const SLUG_MAX_LENGTH = 64;
