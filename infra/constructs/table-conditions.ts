import { GLOBAL } from "../../shared/kernel/workspace.ts";
import { NEWS } from "../../shared/table/table-layout.ts";

/* Conditions of policies on the table, by which IAM tells its items and attributes apart. */

export type Conditions = Record<string, Record<string, unknown>>;

/** Only items whose partition key is one of these, or begins like one that ends with `*`. */
export const leading = (partitions: readonly string[]): Conditions => ({
  "ForAllValues:StringLike": { "dynamodb:LeadingKeys": [...partitions] },
});

/** The partitions of the index that list the credentials of a workspace: none of the lists of imports or management keys. */
export const ANY_WORKSPACE = ["????????-????-????-????-????????????", GLOBAL] as const;

/** The same, of these workspaces. Their names are taken as they are, whatever characters they have. */
export const ofWorkspaces = (workspaces: readonly string[]): Conditions => ({
  "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [...workspaces] },
});

/** Only these attributes may be named. */
export const naming = (attributes: readonly string[]): Conditions => ({
  "ForAllValues:StringEquals": { "dynamodb:Attributes": [...attributes] },
});

/** A write that does not name the news is refused: no change without its event. */
export const WITH_NEWS: Conditions = { "ForAnyValue:StringEquals": { "dynamodb:Attributes": [NEWS] } };

/** All of these conditions at once. */
export function merged(conditions: readonly Conditions[]): Conditions {
  const all: Conditions = {};
  for (const condition of conditions) {
    for (const [operator, keys] of Object.entries(condition)) all[operator] = { ...all[operator], ...keys };
  }
  return all;
}

/** A read must name its attributes, and only these. `Select` prevents reading all attributes by naming none. */
export const only = (attributes: readonly string[]): Conditions => ({
  ...naming(attributes),
  StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" },
});
