import { KeyferryError } from "../../shared/kernel/errors.ts";
import { failureFields } from "../../shared/kernel/failure-fields.ts";

/** How a part of the deployment is: `critical` is a fault, `warning` is none but worth a look. */
export interface CheckResult {
  readonly status: "ok" | "warning" | "critical";
  readonly detail: string;
}

export interface Check {
  readonly name: string;
  readonly run: () => Promise<CheckResult>;
}

export interface NamedResult extends CheckResult {
  readonly check: string;
}

export const ok = (detail: string): CheckResult => ({ status: "ok", detail });
export const warning = (detail: string): CheckResult => ({ status: "warning", detail });
export const critical = (detail: string): CheckResult => ({ status: "critical", detail });

/** Runs every check, whatever the others find. A check that fails to run is `critical`. */
export const runChecks = (checks: readonly Check[]): Promise<readonly NamedResult[]> =>
  Promise.all(
    checks.map(async ({ name, run }) => {
      const result = await run().catch((error: unknown) =>
        critical(`could not be checked: ${reasonOf(error)}`),
      );
      return { check: name, ...result };
    }),
  );

/** An AWS error by its name alone: its message may quote a request. */
function reasonOf(error: unknown): string {
  const { reason, cause } = failureFields(error);
  const what = error instanceof KeyferryError ? error.message : reason;
  return cause === undefined ? what : `${what}: ${cause}`;
}
