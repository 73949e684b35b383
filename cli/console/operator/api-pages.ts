import { credentialPageSchema } from "../../../shared/credentials/requests/answers.ts";
import type { CallApi } from "../../api-client.ts";
import type { CredentialPages } from "../ports.ts";

/** Credentials of the HTTP API, for those who have a management key alone. */
export const apiPages = (callApi: CallApi): CredentialPages => {
  const read = (workspace: string, provider: string | undefined, offset: number, limit: number) =>
    callApi(
      { path: "/byok", query: { workspace_id: workspace, provider, offset, limit } },
      credentialPageSchema,
    );
  return {
    async window({ workspace, provider, order }, offset, limit) {
      if (order === "oldest") {
        const { data, total_count } = await read(workspace, provider, offset, limit);
        return { data, total: total_count, is_complete: true };
      }
      const { total_count } = await read(workspace, provider, 0, 1);
      const end = Math.max(0, total_count - offset);
      const start = Math.max(0, end - limit);
      const data = end === start ? [] : (await read(workspace, provider, start, end - start)).data;
      return { data: data.toReversed(), total: total_count, is_complete: true };
    },
  };
};
