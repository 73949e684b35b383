import { createRequestSchema } from "../../shared/credentials/credential-request.ts";
import type { SettingsChange } from "../../shared/credentials/settings.ts";
import type { FieldProblem } from "../../shared/kernel/errors.ts";
import { fieldProblems } from "../../shared/kernel/field-problems.ts";
import { Secret } from "../../shared/kernel/secret.ts";
import { fromWorkspaceName } from "../../shared/kernel/workspace.ts";
import { inspectKey } from "../../shared/providers/inspect-key.ts";
import type { FileRow } from "./read-file-rows.ts";

/** A row that may be sent. */
export interface ValidRow {
  readonly row: number;
  readonly key: Secret;
  readonly provider: string;
  readonly workspace_id: string | null;
  readonly settings: SettingsChange;
}

export interface Defaults {
  readonly provider: string | undefined;
  /** An id, or `global`. */
  readonly workspace_id: string | undefined;
}

export type ValidateRow = (
  row: FileRow,
) => { readonly valid: ValidRow } | { readonly problems: readonly FieldProblem[] };

/**
 * Checks rows as the HTTP API checks requests: the same schema, the same inspection of the key.
 * @param slugs the providers that the deployment knows.
 */
export function rowValidator(slugs: ReadonlySet<string>, defaults: Defaults): ValidateRow {
  const schema = createRequestSchema(slugs);
  const given = Object.fromEntries(Object.entries(defaults).filter(([, value]) => value !== undefined));
  return ({ row, fields, problems }) => {
    // A row that could not be taken apart has no fields to check.
    if (problems.some(({ path }) => path === "")) return { problems };
    const value = { ...given, ...fields };
    const { data, error } = schema.safeParse(value);
    const found = [...problems, ...fieldProblems(schema, value, error)];
    if (data === undefined) return { problems: found };
    const { key, provider, workspace_id, ...settings } = data;
    const secret = new Secret(key);
    const { refusal } = inspectKey(provider, secret);
    if (refusal !== null) found.push({ path: "key", reason: refusal.message });
    if (workspace_id === undefined) {
      found.push({ path: "workspace_id", reason: "is required: name it in the file or with --workspace" });
    }
    if (found.length > 0 || workspace_id === undefined) return { problems: found };
    return {
      valid: {
        row,
        key: secret,
        provider,
        workspace_id: fromWorkspaceName(workspace_id),
        settings,
      },
    };
  };
}
