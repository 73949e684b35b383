import { NEWS } from "../../shared/table/table-layout.ts";

/* Conditions of policies on the table, by which IAM tells its items and attributes apart. */

export type Conditions = Record<string, Record<string, unknown>>;

/** Only items whose partition key is one of these, or begins like one that ends with `*`. */
export const leading = (partitions: readonly string[]): Conditions => ({
  "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [...partitions] },
});

/** Only these attributes may be named. */
export const naming = (attributes: readonly string[]): Conditions => ({
  "ForAllValues:StringEquals": { "dynamodb:Attributes": [...attributes] },
});

/** A write that does not name the news is refused: no change without its event. */
export const WITH_NEWS: Conditions = { "ForAnyValue:StringEquals": { "dynamodb:Attributes": [NEWS] } };

/** A read must name its attributes, and only these. `Select` prevents reading all attributes by naming none. */
export const only = (attributes: readonly string[]): Conditions => ({
  ...naming(attributes),
  StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
});
