/** Errors of which an adapter reads more than the name. All others still come with their own name and message. */
const ERRORS_WITH_DETAILS = ["TransactionCanceledException"];

/** `n0_registry.registerError(NotFoundException$, NotFoundException);` */
const REGISTRATION = /^n\d+_registry\.registerError\((\w+)\$, \w+\);$/gm;

/** `export var GetKeyRequest$ = [3, n0, _GKR, …];`, on one line or to the first line that is `];`. */
const SCHEMA = /^((?:export )?var \w+\$? = )(\[(?:.*|[\s\S]*?\n)\]);$/gm;

/**
 * The schemas of an SDK client, so that esbuild can leave out those of operations that nobody calls. As published, each
 * error is registered when the module is loaded, and an array with a computed name in it might have side effects; both
 * keep every schema, and so every name in it, in the bundle.
 */
export function tidySchemas(source: string): string {
  const left = source.replace(REGISTRATION, (whole, name) =>
    ERRORS_WITH_DETAILS.includes(name) ? whole : "",
  );
  const tidy = left.replace(SCHEMA, "$1/* @__PURE__ */ (() => $2)();");
  // A new version of the SDK that writes its schemas in another way must not make bundles grow unseen.
  if (left === source || tidy === left)
    throw new Error("the SDK's schemas are not in the form that is known here");
  return tidy;
}

/** What a client reads of its own package: the version, for its user agent. */
export const tidyClientPackage = (source: string): string =>
  JSON.stringify({ version: JSON.parse(source).version });
