import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CALLS_FILE } from "../../../infra/local/emulator.ts";
import type { Right } from "../template/rights.ts";
import type { Policies } from "./policies.ts";
import type { Call, Context } from "./simulate.ts";

/** A line of the emulator's record; see `infra/local/call_record.py`. */
interface Recorded {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** The roles of the CDK, which deploy the stack. */
const DEPLOYS = /^cdk-/;

/** Every distinct call of the stack's roles. @throws Error for a call of an unknown role */
export async function recordedCalls(policies: Policies, directory: string): Promise<readonly Call[]> {
  const roles = new Map([...policies.roles].map(([name, { arn }]) => [arn.split("/").at(-1), name]));
  const lines = (await readFile(join(directory, CALLS_FILE), "utf8")).split("\n").filter(Boolean);
  return lines
    .map((line) => JSON.parse(line) as Recorded)
    .filter(({ role }) => !DEPLOYS.test(role))
    .map(({ role, action, resource, context }) => {
      const by = roles.get(role);
      if (by === undefined) throw new Error(`a call was made by ${role}`);
      return { by, action, on: resource, context };
    });
}

/** The part of a right that no call has used: the right itself, or some of the partitions that it covers. */
export function unusedOf(
  policies: Policies,
  role: string,
  [action, resource, condition]: Right,
  calls: readonly Call[],
): readonly string[] {
  const isOn = matcher(policies.arn(resource));
  const patterns = [
    condition?.["ForAllValues:StringLike"]?.["dynamodb:LeadingKeys"] ?? [],
  ].flat() as string[];
  const made = calls.filter((call) => call.by === role && call.action === action && isOn(call.on));
  const what = `${role}: ${action} on ${resource}`;
  if (made.length === 0) return [what];
  const partitions = made.flatMap((call) => valuesOf(call, "dynamodb:LeadingKeys"));
  return patterns
    .filter((pattern) => !partitions.some(matcher(pattern)))
    .map((pattern) => `${what}, ${pattern}`);
}

const READS = /:(BatchGetItem|Query)$/;

/** The attributes that a role may read and that none of its calls has named. */
export function unreadBy(role: string, rights: readonly Right[], calls: readonly Call[]): readonly string[] {
  const readable = rights.flatMap(([action, , condition]) => {
    if (!READS.test(action)) return [];
    const attributes = condition?.["ForAllValues:StringEquals"]?.["dynamodb:Attributes"];
    return [attributes ?? []].flat() as string[];
  });
  const named = calls
    .filter(({ by, action }) => by === role && READS.test(action))
    .flatMap((call) => valuesOf(call, "dynamodb:Attributes"));
  return [...new Set(readable)].filter((name) => !named.includes(name)).map((name) => `${role}: ${name}`);
}

const valuesOf = ({ context }: Call, key: string): readonly string[] => [context?.[key] ?? []].flat();

const WILDCARDS: Readonly<Record<string, string>> = { "*": ".*", "?": "." };

/** Compares like IAM: `*` matches any text, and `?` any one character. */
const matcher = (pattern: string): ((text: string) => boolean) => {
  const expression = new RegExp(`^${pattern.replaceAll(/\W/g, (mark) => WILDCARDS[mark] ?? `\\${mark}`)}$`);
  return (text) => expression.test(text);
};
