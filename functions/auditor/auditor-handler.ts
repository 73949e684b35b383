import { type AuditorDependencies, signDigests } from "../../shared/audit/sign-digests.ts";
import { toKeyferryError } from "../../shared/kernel/errors.ts";
import { failureFields } from "../../shared/kernel/failure-fields.ts";

/** The result of one run. */
export interface AuditorAnswer {
  /** The sequence numbers of the digests that the run signed. */
  readonly digests: readonly number[];
  /** The end of the signed period; null if a concurrent run signed first. */
  readonly until: string | null;
}

/** A Lambda handler for the hourly schedule and for runs on demand, which do the same. */
export const auditorHandler = (dependencies: AuditorDependencies) => async (): Promise<AuditorAnswer> => {
  try {
    const signed = await signDigests(dependencies);
    return { digests: signed.map(({ sequence }) => sequence), until: signed.at(-1)?.end ?? null };
  } catch (error) {
    const operation = toKeyferryError(error).message;
    dependencies.log.error("digest_failed", { ...failureFields(error), operation });
    throw error;
  }
};
