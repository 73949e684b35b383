import { createRequestSchema } from "../../shared/credentials/credential-request.ts";
import type { SettingsChange } from "../../shared/credentials/settings.ts";
import type { FieldProblem } from "../../shared/kernel/errors.ts";
import { fieldProblems } from "../../shared/kernel/field-problems.ts";
import { Secret } from "../../shared/kernel/secret.ts";
import { fromWorkspaceName } from "../../shared/kernel/workspace.ts";
import { inspectKey } from "../../shared/providers/inspect-key.ts";
import type { KeyWarning } from "../../shared/providers/key-inspection.ts";
import { refuseRegion, regionOfKey } from "../../shared/providers/region.ts";
import type { FileRow } from "./file-row.ts";

/** A row that may be sent. */
export interface ValidRow {
  readonly row: number;
  readonly key: Secret;
  readonly provider: string;
  readonly workspace_id: string | null;
  readonly settings: SettingsChange;
  /** The doubts about its key. */
  readonly warnings: readonly KeyWarning[];
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
 * Checks rows as the HTTP API checks requests: the same schema, the same inspection of the key and of its region. A masked key is refused,
 * since nobody looks at each row of a file.
 * @param slugs the providers that the deployment knows.
 * @param accepts the doubts that do not stop a row.
 */
export function rowValidator(
  slugs: ReadonlySet<string>,
  defaults: Defaults,
  accepts: readonly string[] = [],
): ValidateRow {
  const schema = createRequestSchema(slugs);
  const given = Object.fromEntries(Object.entries(defaults).filter(([, value]) => value !== undefined));
  return ({ row, fields, problems }) => {
    // A row that could not be taken apart has no fields to check.
    if (problems.some(({ path }) => path === "")) return { problems };
    const value = { ...given, ...fields };
    const { data, error } = schema.safeParse(value);
    const found = error === undefined ? [...problems] : [...problems, ...fieldProblems(schema, value, error)];
    if (data === undefined)
      return { problems: found.map((problem) => (isMissing(value, problem) ? NO_PROVIDER : problem)) };
    const { key, provider, workspace_id, ...settings } = data;
    const secret = new Secret(key);
    const { refusal, warnings } = inspectKey(provider, secret);
    if (refusal !== null) found.push({ path: "key", reason: refusal.message });
    const misplaced = refuseRegion(provider, data.declared_region ?? null, regionOfKey(provider, secret));
    if (misplaced !== null) found.push({ path: "declared_region", reason: misplaced });
    if (!accepts.includes("masked") && warnings.some(({ code }) => code === "masked")) found.push(MASKED);
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
        warnings,
      },
    };
  };
}

const MASKED: FieldProblem = {
  path: "key",
  reason:
    "looks like a shortened or masked key: put in the whole key, or let masks pass with --accept masked",
};

const NO_PROVIDER: FieldProblem = {
  path: "provider",
  reason: "is required: name it in the file or with --provider",
};

const isMissing = (value: object, { path }: FieldProblem): boolean =>
  path === "provider" && (value as { readonly provider?: unknown }).provider === undefined;
