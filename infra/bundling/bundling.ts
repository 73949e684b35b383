import { fileURLToPath } from "node:url";
import { type BundlingOptions, OutputFormat, SourceMapMode } from "aws-cdk-lib/aws-lambda-nodejs";
import { ESBUILD_SETTINGS } from "./esbuild-settings.ts";

export const PROJECT_ROOT = new URL("../../", import.meta.url);

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

const { target, mainFields, banner, alias } = ESBUILD_SETTINGS;

/** {@link ESBUILD_SETTINGS} as the CDK takes them. */
export const bundling: BundlingOptions = {
  format: OutputFormat.ESM,
  target,
  mainFields: [...mainFields],
  minify: true,
  sourceMap: true,
  sourceMapMode: SourceMapMode.EXTERNAL,
  externalModules: [],
  esbuildArgs: Object.fromEntries(Object.entries(alias).map(([name, file]) => [`--alias:${name}`, file])),
  banner,
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
