import type { Figures } from "./figures.ts";
import type { Packed } from "./pack.ts";

/** In bytes. */
export const SIZE_LIMITS = { keyferry: 1_500_000, resolver: 100_000 } as const;

/** All that may be in the package `keyferry`. */
const KEYFERRY = [
  /^(LICENSE|README\.md|package\.json|cli\/keyferry\.cjs)$/,
  /^dist\/(cli|client|infra|resolver|shared)\/[\w/.-]+\.js(\.map)?$/,
  /^dist\/cli\/console\/page\/(index\.html|console\.css|icon\.svg)$/,
  /^dist\/(client\/seal|infra\/(audit-lock|cdk|keyferry|keyferry-props|resolve-props))\.d\.ts$/,
  /^dist\/functions\/(api|archiver|auditor|relay|web|webhook|worker)\/index\.mjs(\.map)?$/,
  /^dist\/functions\/api\/openapi\.json$/,
  /^dist\/functions\/web\/page\/(index\.html|page\.[0-9a-f]{16}\.(css|js))$/,
];

const RESOLVER = [
  "LICENSE",
  "README.md",
  "dist/resolver/create-resolver.d.ts",
  "dist/resolver/credential-record.d.ts",
  "dist/resolver/index.d.ts",
  "dist/resolver/index.js",
  "dist/resolver/index.js.map",
  "dist/resolver/key-parts.d.ts",
  "dist/resolver/notice.d.ts",
  "dist/resolver/open-credential.d.ts",
  "dist/resolver/order-attempts.d.ts",
  "dist/resolver/resolution.d.ts",
  "dist/resolver/resolve-request.d.ts",
  "dist/resolver/resolver.d.ts",
  "dist/shared/credentials/credential-use.d.ts",
  "dist/shared/kernel/errors.d.ts",
  "dist/shared/kernel/secret.d.ts",
  "package.json",
];

/** The sizes of both packages, and that nothing is in them that nobody asked for: no tests, no sources, no settings. */
export function inspectContents(keyferry: Packed, resolver: Packed, figures: Figures): void {
  const megabytes = (bytes: number) => bytes / 1_000_000;
  figures.atMost("keyferry, packed", megabytes(keyferry.size), megabytes(SIZE_LIMITS.keyferry), "MB");
  figures.atMost(
    "@keyferry/resolver, packed",
    megabytes(resolver.size),
    megabytes(SIZE_LIMITS.resolver),
    "MB",
  );
  const strangers = keyferry.files.filter((file) => !KEYFERRY.some((expected) => expected.test(file)));
  figures.equal("files in keyferry that should not be there", strangers, []);
  figures.equal("files in @keyferry/resolver", [...resolver.files].sort().join(" "), RESOLVER.join(" "));
}
