import { fileURLToPath } from "node:url";
import type { BuildOptions } from "esbuild";
import { leanSdk } from "./lean-sdk.ts";

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/**
 * How every function is bundled, for whoever bundles: the stack, the size budget and the benchmark. All of it is in the
 * bundle, because the SDK of the runtime changes under a deployment. What each line saves is in
 * docs/decisions/0013-what-the-bundles-leave-out.md.
 */
export const ESBUILD_SETTINGS = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node24",
  minify: true,
  /** The SDK's ES modules first: what is not used can be left out of those. */
  mainFields: ["module", "main"],
  /** CommonJS dependencies call `require` for Node's own modules, which an ES module lacks. */
  banner: {
    js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
  },
  /** Parts of the SDK that no function uses, each replaced by what is left of it. Never in the CLI's reach. */
  alias: {
    "@aws-sdk/credential-provider-node": here("environment-credentials.ts"),
    "@aws-sdk/middleware-endpoint-discovery": here("no-endpoint-discovery.ts"),
    "@smithy/core/event-streams": here("no-event-streams.ts"),
  },
  plugins: [leanSdk],
} satisfies BuildOptions;
