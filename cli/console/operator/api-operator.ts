import { randomUUID } from "node:crypto";
import {
  changeAnswerSchema,
  credentialAnswerSchema,
  deletionAnswerSchema,
  eventPageSchema,
} from "../../../shared/credentials/requests/answers.ts";
import {
  importAnswerSchema,
  importPageSchema,
  importResultPageSchema,
} from "../../../shared/imports/answers.ts";
import type { ImportResult } from "../../../shared/imports/get-import.ts";
import { createdLinkSchema, linkPageSchema, revocationAnswerSchema } from "../../../shared/links/answers.ts";
import type { CallApi } from "../../api-client.ts";
import { preferOf } from "../../change-text.ts";
import type { Operator } from "../ports.ts";
import type { ChangeView } from "../wire.ts";

/** How many pages of results one request looks through for rejected rows. */
const LOOKED_THROUGH = 5;

type OfApi = Pick<
  Operator,
  | "credential"
  | "events"
  | "setDisabled"
  | "remove"
  | "imports"
  | "links"
  | "createLink"
  | "revokeLink"
  | "importOf"
  | "rejectedRows"
>;

/** What the console does by the HTTP API, as other commands do: it decides who may, and the log says who did. */
export function apiOperator(callApi: CallApi): OfApi {
  const credentialPath = (id: string) => `/byok/${encodeURIComponent(id)}`;
  const importPath = (id: string) => `/byok/imports/${encodeURIComponent(id)}`;

  return {
    async credential(id) {
      return (await callApi({ path: credentialPath(id) }, credentialAnswerSchema)).data;
    },
    events: (id, cursor) =>
      callApi({ path: `${credentialPath(id)}/events`, query: { limit: 50, cursor } }, eventPageSchema),
    async setDisabled(id, disabled) {
      const request = {
        method: "PATCH",
        path: credentialPath(id),
        body: { type: "application/json", text: JSON.stringify({ disabled }) },
        headers: { prefer: preferOf(true) },
      } as const;
      return stateOf(await callApi(request, changeAnswerSchema));
    },
    async remove(id) {
      return stateOf(await callApi({ method: "DELETE", path: credentialPath(id) }, deletionAnswerSchema));
    },
    links: (workspace, cursor) =>
      callApi({ path: "/byok/links", query: { workspace_id: workspace, limit: 50, cursor } }, linkPageSchema),
    async createLink(link) {
      const body =
        "credential_id" in link
          ? { purpose: "rotate", ...link }
          : (({ workspace, ...rest }) => ({ workspace_id: workspace, ...rest }))(link);
      const request = {
        method: "POST",
        path: "/byok/links",
        body: { type: "application/json", text: JSON.stringify(body) },
        // Two links for the same are two links: each goes to somebody else.
        headers: { "idempotency-key": randomUUID() },
      } as const;
      const { url, ...created } = (await callApi(request, createdLinkSchema)).data;
      return { link: created, url };
    },
    async revokeLink(id) {
      const path = `/byok/links/${encodeURIComponent(id)}`;
      const answer = await callApi({ method: "DELETE", path }, revocationAnswerSchema);
      return answer.status === "accepted" ? null : answer.data;
    },
    imports: (workspace, cursor) =>
      callApi(
        { path: "/byok/imports", query: { workspace_id: workspace, limit: 10, cursor } },
        importPageSchema,
      ),
    async importOf(id) {
      return (await callApi({ path: importPath(id) }, importAnswerSchema)).data;
    },
    async rejectedRows(id, cursor) {
      const found: ImportResult[] = [];
      let next = cursor;
      for (let page = 0; page < LOOKED_THROUGH && found.length === 0; page += 1) {
        const results = await callApi(
          { path: `${importPath(id)}/results`, query: { cursor: next } },
          importResultPageSchema,
        );
        found.push(...results.data.filter(({ outcome }) => outcome === "rejected"));
        if (results.next_cursor === null) return { data: found, next_cursor: null };
        next = results.next_cursor;
      }
      return { data: found, next_cursor: next ?? null };
    },
  };
}

const stateOf = ({ status }: { readonly status?: "accepted" | undefined }): ChangeView => ({
  status: status === "accepted" ? "queued" : "done",
});
