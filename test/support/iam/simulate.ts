import { runSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import type { Policies } from "./policies.ts";

export type Context = Readonly<Record<string, string | readonly string[]>>;

/** A call as AWS sees it. */
export interface Call {
  /** A role by its name in the code, or the ARN of an outsider with all rights in its own account. */
  readonly by: string;
  readonly action: string;
  /** An ARN, or a resource by its name in the code: `Commands/Queue.Arn`. */
  readonly on: string;
  /** The condition keys. */
  readonly context?: Context;
}

export type Decision = "Allowed" | "ImplicitlyDenied" | "ExplicitlyDenied";

const ADMINISTRATOR = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
};

/**
 * The simulator does not know condition keys with a free part after a colon, and drops them from the request.
 * It does know those with a free part after a slash, so this function renames such a key, in policies and
 * requests alike.
 */
const spelled = <T>(value: T): T =>
  JSON.parse(
    JSON.stringify(value).replaceAll("kms:EncryptionContext:", "aws:PrincipalTag/EncryptionContext-"),
  );

/**
 * Decides like IAM, from the policies of a synthesized stack.
 * @throws Error for an action, a resource or a condition key that AWS does not have: a denial because of a
 *   typing error would prove nothing.
 */
export async function decide(policies: Policies, call: Call): Promise<Decision> {
  const simulation = simulationOf(policies, call);
  const found = await runSimulation(simulation, {});
  if (found.resultType === "error") {
    throw new Error(`${call.action} on ${call.on} cannot be judged: ${JSON.stringify(found.errors)}`);
  }
  if (found.resultType === "wildcard") throw new Error(`${call.on} is not one resource`);
  const unknown = found.result.ignoredContextKeys ?? [];
  if (unknown.length > 0) throw new Error(`AWS gives ${call.action} no ${unknown.join(", ")}`);
  return found.overallResult;
}

/** The call without condition keys that AWS does not have for its action: the emulator adds some. */
export async function asOnAws(policies: Policies, call: Call): Promise<Call> {
  const found = await runSimulation(simulationOf(policies, call), {});
  const unknown = found.resultType === "single" ? (found.result.ignoredContextKeys ?? []) : [];
  const context = Object.entries(call.context ?? {}).filter(([key]) => !unknown.includes(key));
  return { ...call, context: Object.fromEntries(context) };
}

function simulationOf(policies: Policies, { by, action, on, context = {} }: Call): Simulation {
  const role = policies.roles.get(by);
  if (role === undefined && !by.startsWith("arn:")) throw new Error(`no role ${by}`);
  const resource = policies.arn(on);
  return spelled({
    request: {
      principal: role?.arn ?? policies.arn(by),
      action,
      resource: { resource, accountId: policies.account },
      contextVariables: Object.fromEntries(
        Object.entries(context).map(([key, value]) => [key, typeof value === "string" ? value : [...value]]),
      ),
    },
    identityPolicies: (role?.documents ?? [ADMINISTRATOR]).map((policy, n) => ({
      name: `policy ${n}`,
      policy,
    })),
    resourcePolicy: policies.resourcePolicy(resource),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  });
}
