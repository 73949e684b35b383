import type { Context } from "hono";
import type * as z from "zod/mini";
import type { Caller } from "../../shared/access/authenticate.ts";
import { mayManage } from "../../shared/access/management-key.ts";
import { invalidField, KeyferryError } from "../../shared/kernel/errors.ts";
import { checkDocument, limitSize, parseDocument } from "../../shared/kernel/read-document.ts";
import { GLOBAL } from "../../shared/kernel/workspace.ts";
import { JSON_TYPE, readText } from "../../shared/lambda/read-text.ts";
import { withoutIgnored } from "./ignored-fields.ts";

interface ReadBody<Body> {
  readonly body: Body;
  /** The names of the fields that were left out of it. */
  readonly dropped: readonly string[];
}

/**
 * Reads a JSON body and checks it against a schema.
 * @param ignored the fields that are dropped before.
 * @throws KeyferryError as {@link readText}, or `invalid_request` with all field problems.
 */
export async function readBody<Schema extends z.ZodMiniType>(
  context: Pick<Context, "req">,
  schema: Schema,
  ignored: ReadonlySet<string>,
): Promise<ReadBody<z.output<Schema>>> {
  const document = parseDocument(await readText(context, JSON_TYPE, "json", limitSize));
  const { kept, dropped } = withoutIgnored(document.value, ignored);
  return { body: checkDocument({ ...document, value: kept }, schema), dropped };
}

/**
 * The workspace that a request means: the one it names, or else the management key's default one; null =
 * global.
 * @throws KeyferryError `invalid_request` if there is neither.
 */
export function requestedWorkspace(requested: string | undefined, { managementKey }: Caller): string | null {
  if (requested === GLOBAL) return null;
  const workspaceId = requested ?? managementKey.default_workspace_id;
  if (workspaceId !== null) return workspaceId;
  throw invalidField("workspace_id", "is required: this management key has no default workspace");
}

/**
 * The requested workspace, for a request that creates a credential in it.
 * @throws KeyferryError `forbidden` if the caller may not manage that workspace.
 */
export function workspaceToCreateIn(requested: string | undefined, caller: Caller): string | null {
  const workspaceId = requestedWorkspace(requested, caller);
  if (mayManage(caller.managementKey, workspaceId)) return workspaceId;
  throw new KeyferryError("forbidden", "This management key may not manage that workspace");
}

/** The caller's name for its request (IETF draft "The Idempotency-Key HTTP Header Field"). */
export function idempotencyKeyOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (!/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw invalidField("Idempotency-Key", "must be 1 to 255 printable ASCII characters");
  }
  return header;
}

/**
 * How long the caller lets us wait for an outcome, in milliseconds (RFC 7240: `respond-async`,
 * `wait=<seconds>`). It is never more than the budget, which stays below the API's own time limit. Undefined for a caller
 * that says neither, and thus may not know that an outcome can be still to come.
 */
export function preferredWait(prefer: string | undefined, budgetMs: number): number | undefined {
  const preferences = (prefer ?? "")
    .toLowerCase()
    .split(/[,;]/)
    .map((part) => part.trim());
  const seconds = preferences
    .map((part) => /^wait\s*=\s*"?(\d{1,4})"?$/.exec(part)?.[1])
    .find((match) => match);
  if (seconds !== undefined) return Math.min(Number(seconds) * 1000, budgetMs);
  return preferences.includes("respond-async") ? 0 : undefined;
}
