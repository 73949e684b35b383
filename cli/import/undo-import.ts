import { deletionAnswerSchema, eventPageSchema } from "../../shared/credentials/requests/answers.ts";
import { importResultPageSchema } from "../../shared/imports/answers.ts";
import { digestTable } from "../../shared/kernel/digest-table.ts";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { forEachConcurrently } from "../../shared/kernel/for-each-concurrently.ts";
import type { CallApi } from "../api-client.ts";

export interface Undone {
  /** Credentials that were deleted now. */
  readonly deleted: number;
  /** Those that somebody changed after the import: they stay. */
  readonly changed: readonly string[];
  /** Those that were deleted before. */
  readonly gone: number;
}

/** The most concurrent requests: below the rate limit of a small deployment. */
const PARALLEL = 8;
/** Rejected commands stand among a credential's events as well. */
const EVENTS = 20;

/**
 * Deletes the credentials that an import created and that nobody changed since; what it skipped or rejected was not its
 * own. May be called again: what is deleted is passed over.
 * @param signal ends it in order, between two credentials.
 * @throws KeyferryError `not_found` for an import of which the caller may see nothing.
 */
export async function undoImport(
  importId: string,
  callApi: CallApi,
  signal: AbortSignal,
  onDeleted: (count: number) => void,
): Promise<Undone> {
  const changed: string[] = [];
  let [deleted, gone] = [0, 0];
  await forEachConcurrently(createdBy(importId, callApi, signal), PARALLEL, async (id) => {
    const state = await stateOf(id, callApi);
    if (state === "changed") changed.push(id);
    else if (state === "gone") gone += 1;
    else {
      await callApi({ method: "DELETE", path: `/byok/${id}` }, deletionAnswerSchema);
      deleted += 1;
      onDeleted(deleted);
    }
  });
  return { deleted, changed, gone };
}

/** The ids of what an import created, each once: a row that was delivered twice may be listed twice. */
async function* createdBy(importId: string, callApi: CallApi, signal: AbortSignal): AsyncGenerator<string> {
  const path = `/byok/imports/${encodeURIComponent(importId)}/results`;
  const seen = digestTable();
  let cursor: string | undefined;
  do {
    const page = await callApi({ path, query: { cursor } }, importResultPageSchema);
    for (const { id, outcome } of page.data) {
      if (signal.aborted) return;
      if (outcome === "created" && seen.add(bytesOf(id), 1) === null) yield id;
    }
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}

const bytesOf = (id: string): Buffer => Buffer.from(id.replaceAll("-", ""), "hex");

/** The newest event with a version says what the credential is: an import makes version 1. */
async function stateOf(id: string, callApi: CallApi): Promise<"unchanged" | "changed" | "gone"> {
  try {
    const { data } = await callApi({ path: `/byok/${id}/events`, query: { limit: EVENTS } }, eventPageSchema);
    const newest = data.find(({ version }) => version !== null);
    if (newest?.type === "credential.deleted") return "gone";
    return newest?.version === 1 ? "unchanged" : "changed";
  } catch (error) {
    if (error instanceof KeyferryError && error.kind === "not_found") return "gone";
    throw error;
  }
}
