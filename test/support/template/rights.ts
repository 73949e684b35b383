import { ofType, type Resource, type Stackful } from "./readable.ts";

export type Condition = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One action on one resource, under a condition. A policy grants the same however its statements are cut. */
export type Right = readonly [action: string, resource: string, condition?: Condition];

export interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Condition;
  readonly Principal?: { readonly AWS?: string | readonly string[]; readonly Service?: string };
  readonly Sid?: string;
}

export const listOf = (value: string | readonly string[]): readonly string[] => [value].flat();

export const statementsOf = (document: unknown): readonly Statement[] =>
  (document as { readonly Statement: readonly Statement[] }).Statement;

/** All that a role may do, by the role's name. */
export function rightsByRole(stack: Stackful): ReadonlyMap<string, readonly Right[]> {
  const rights = new Map<string, Right[]>(
    [...ofType(stack, "AWS::IAM::Role").keys()].map((role) => [role, []]),
  );
  for (const policy of ofType(stack, "AWS::IAM::Policy").values()) {
    for (const role of policy.Properties.Roles as string[]) rights.get(role)?.push(...rightsIn(policy));
  }
  return rights;
}

const rightsIn = (policy: Resource): readonly Right[] =>
  statementsOf(policy.Properties.PolicyDocument).flatMap((statement) => {
    if (statement.Effect !== "Allow") throw new Error("a role's policy should only allow");
    return listOf(statement.Action).flatMap((action) =>
      listOf(statement.Resource).map((resource) => right(action, resource, statement.Condition)),
    );
  });

const right = (action: string, resource: string, condition: Condition | undefined): Right =>
  condition === undefined ? [action, resource] : [action, resource, condition];

/** In one order, to be compared as a set. */
export const sorted = (rights: readonly Right[]): readonly Right[] =>
  rights.toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
