import { KeyferryError } from "../../../shared/kernel/errors.ts";
import type { CredentialPages } from "../ports.ts";

/** What IAM says of a call that the caller has no right to. */
const DENIED = "AccessDeniedException";

/** Reads the table as long as the AWS credentials may, and else asks the API, which takes longer for long lists. */
export function whereAllowed(byTable: CredentialPages, byApi: CredentialPages): CredentialPages {
  let isDenied = false;
  return {
    async window(...part) {
      if (isDenied) return byApi.window(...part);
      try {
        return await byTable.window(...part);
      } catch (error) {
        if (!(error instanceof KeyferryError && (error.cause as Error | undefined)?.name === DENIED))
          throw error;
        isDenied = true;
        return byApi.window(...part);
      }
    },
  };
}
