/** How a part of the deployment is. `worse` is worth a look and no fault. */
export interface Finding {
  readonly status: "well" | "worse" | "ill";
  readonly detail: string;
}

export interface Check {
  readonly name: string;
  readonly run: () => Promise<Finding>;
}

export interface Diagnosis extends Finding {
  readonly check: string;
}

export const well = (detail: string): Finding => ({ status: "well", detail });
export const worse = (detail: string): Finding => ({ status: "worse", detail });
export const ill = (detail: string): Finding => ({ status: "ill", detail });

/** Runs all checks, each whatever the others find. One that cannot be made is a finding as well. */
export const diagnose = (checks: readonly Check[]): Promise<readonly Diagnosis[]> =>
  Promise.all(
    checks.map(async ({ name, run }) => {
      const finding = await run().catch((error: unknown) => ill(`could not be checked: ${nameOf(error)}`));
      return { check: name, ...finding };
    }),
  );

/** The name alone: the message of an AWS error may quote a request. */
const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error);
