import { fileURLToPath } from "node:url";
import type { BuildOptions } from "esbuild";

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/**
 * How to bundle every function: the stack, the size budget and the benchmark share these settings. A bundle includes
 * the SDK, because the SDK of the runtime changes under a deployment. What each line saves is in
 * docs/decisions/0013-what-the-bundles-leave-out.md.
 */
export const ESBUILD_SETTINGS = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node24",
  minify: true,
  /** Prefers the SDK's ES modules: esbuild can drop unused code from these. */
  mainFields: ["module", "main"],
  /** CommonJS dependencies load Node's modules with `require`, which an ES module lacks. */
  banner: {
    js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  },
  /** Replaces parts of the SDK that no function uses. The CLI never sees these replacements. */
  alias: {
    "@aws-sdk/credential-provider-node": here("environment-credentials.ts"),
    "@aws-sdk/middleware-endpoint-discovery": here("no-endpoint-discovery.ts"),
    "@smithy/core/event-streams": here("no-event-streams.ts"),
  },
} satisfies BuildOptions;
