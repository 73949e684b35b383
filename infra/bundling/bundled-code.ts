import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { AssetHashType, DockerImage } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";

const PROJECT_ROOT = fileURLToPath(new URL("../../", import.meta.url));
const WRITE_BUNDLE = fileURLToPath(new URL("write-bundle.ts", import.meta.url));

/**
 * The code of a function, bundled during synthesis. The CDK's NodejsFunction runs esbuild without plugins, but these
 * bundles need a plugin to stay small.
 *
 * @param entry path of the module that exports `handler`.
 * @param documents JSON files to put beside the bundle.
 */
export const bundledCode = (entry: string, documents: readonly string[] = []): Code =>
  Code.fromAsset(PROJECT_ROOT, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never used, because `tryBundle` always succeeds or throws.
      image: DockerImage.fromRegistry("none"),
      // The CDK distinguishes bundles of the same source by these words.
      command: [entry, ...documents],
      local: {
        tryBundle(directory) {
          const words = [WRITE_BUNDLE, entry, directory, ...documents];
          execFileSync(process.execPath, words, { stdio: ["ignore", process.stderr, process.stderr] });
          return true;
        },
      },
    },
  });
