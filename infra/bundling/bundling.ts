import { fileURLToPath } from "node:url";
import { type BundlingOptions, OutputFormat, SourceMapMode } from "aws-cdk-lib/aws-lambda-nodejs";

export const PROJECT_ROOT = new URL("../../", import.meta.url);

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/**
 * How every function is bundled. All of it is in the bundle, because the SDK of the runtime changes under a
 * deployment; the SDK's ES modules come first, which halves the bytes; and credentials come from the environment
 * alone, which is where Lambda puts them, instead of from the SDK's chain of SSO, INI files and metadata services.
 */
export const bundling: BundlingOptions = {
  format: OutputFormat.ESM,
  target: "node24",
  mainFields: ["module", "main"],
  minify: true,
  sourceMap: true,
  sourceMapMode: SourceMapMode.EXTERNAL,
  externalModules: [],
  esbuildArgs: { "--alias:@aws-sdk/credential-provider-node": here("environment-credentials.ts") },
  // CommonJS dependencies call `require` for Node's own modules, which an ES module lacks.
  banner: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);",
};

/**
 * The same, with `docs/openapi.json` beside the bundle in its smallest form: it is read when someone asks for it, so
 * it must not cost every start of the function.
 */
export const bundlingWithOpenapi: BundlingOptions = {
  ...bundling,
  commandHooks: {
    beforeBundling: () => [],
    beforeInstall: () => [],
    afterBundling: (root, output) => [
      `"${process.execPath}" "${here("minify-json.ts")}" "${root}/docs/openapi.json" "${output}/openapi.json"`,
    ],
  },
};
