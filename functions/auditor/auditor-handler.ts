import type { AuditorAnswer } from "../../shared/audit/answers.ts";
import { type AuditorDependencies, signDigests } from "../../shared/audit/sign-digests.ts";
import { toKeyferryError } from "../../shared/kernel/errors.ts";
import { failureFields } from "../../shared/kernel/failure-fields.ts";

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
