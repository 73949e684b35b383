import { nearestName } from "../../shared/kernel/nearest-name.ts";
import { WIRE_NAMES } from "../../shared/kernel/wire-names.ts";

/**
 * The request fields that a deployment accepts and does not keep: those that OpenRouter's contract has since this version of
 * keyferry.
 * @throws Error for a name that is keyferry's own or nearly is, since misspellings must be refused, and for one that no
 *   contract would have. It is thrown at the start, so that the deployer sees it.
 */
export function ignoredFields(names: readonly string[]): ReadonlySet<string> {
  const wrong = names.findIndex(
    (name) => !/^[a-z][a-z0-9_]{0,63}$/.test(name) || nearestName(name, WIRE_NAMES) !== undefined,
  );
  if (wrong === -1) return new Set(names);
  throw new Error(
    `The configuration ignores a field that must not be ignored: number ${wrong + 1} of its own`,
  );
}

/** A body's value without the fields that are ignored, and their names. */
export function withoutIgnored(
  value: unknown,
  ignored: ReadonlySet<string>,
): { readonly kept: unknown; readonly dropped: readonly string[] } {
  if (ignored.size === 0 || typeof value !== "object" || value === null || Array.isArray(value)) {
    return { kept: value, dropped: [] };
  }
  const members = Object.entries(value);
  return {
    kept: Object.fromEntries(members.filter(([name]) => !ignored.has(name))),
    dropped: members.flatMap(([name]) => (ignored.has(name) ? [name] : [])),
  };
}

/** What the answer says of a field that was dropped. The name is the deployment's own, not the caller's text. */
export const notKeptWarning = (name: string) => ({
  code: "field_not_kept",
  message: `This deployment knows the field ${name}, and does not keep it.`,
});
