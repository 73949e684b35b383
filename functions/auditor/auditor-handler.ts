import { type AuditorDependencies, signDigests } from "../../shared/audit/sign-digests.ts";
import { toKeyferryError } from "../../shared/kernel/errors.ts";
import { failureFields } from "../../shared/kernel/failure-fields.ts";

/** What a run on demand is answered with. */
export interface AuditorAnswer {
  /** The sequence numbers of the digests it signed. */
  readonly digests: readonly number[];
  /** Up to when everything archived is signed now; null where another run was faster. */
  readonly until: string | null;
}

/** A Lambda handler for the hourly schedule and for a run on demand, which are the same. */
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
