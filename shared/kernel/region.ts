/** The data regions that a credential may declare for its account at the provider; `global` is any. */
export const REGIONS = ["global", "europe", "us"] as const;

export type Region = (typeof REGIONS)[number];
