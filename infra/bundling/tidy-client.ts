/** Errors of which an adapter reads more than the name. All others keep their name and message. */
const ERRORS_WITH_DETAILS = ["TransactionCanceledException"];

/** `n0_registry.registerError(NotFoundException$, NotFoundException);` */
const REGISTRATION = /^n\d+_registry\.registerError\((\w+)\$, \w+\);$/gm;

/** `export var GetKeyRequest$ = [3, n0, _GKR, …];`, on one line, or up to the first line that is `];`. */
const SCHEMA = /^((?:export )?var \w+\$? = )(\[(?:.*|[\s\S]*?\n)\]);$/gm;

/**
 * Rewrites the schemas of an SDK client, so that esbuild can drop those of operations that keyferry never calls. As
 * published, each error is registered when the module loads, and an array with a computed name in it might have side
 * effects. Both keep every schema, and so every name in it, in the bundle.
 */
export function tidySchemas(source: string): string {
  const left = source.replace(REGISTRATION, (whole, name) =>
    ERRORS_WITH_DETAILS.includes(name) ? whole : "",
  );
  const tidy = left.replace(SCHEMA, "$1/* @__PURE__ */ (() => $2)();");
  // If a new version of the SDK writes its schemas in another form, bundles must not grow unnoticed.
  if (left === source || tidy === left)
    throw new Error("the SDK's schemas are not in the form that is known here");
  return tidy;
}

/** What a client reads of its package: the version, for the user agent. */
export const tidyClientPackage = (source: string): string =>
  JSON.stringify({ version: JSON.parse(source).version });
