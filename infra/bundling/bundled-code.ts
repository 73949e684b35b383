import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { AssetHashType, DockerImage } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";

const PROJECT_ROOT = fileURLToPath(new URL("../../", import.meta.url));
const WRITE_BUNDLE = fileURLToPath(new URL("write-bundle.ts", import.meta.url));

/**
 * The code of a function, bundled when the stack is synthesized. The CDK's own NodejsFunction runs esbuild without
 * plugins, and a plugin is what keeps these bundles small.
 *
 * @param entry path of the module that exports `handler`.
 * @param documents JSON files to put beside it.
 */
export const bundledCode = (entry: string, documents: readonly string[] = []): Code =>
  Code.fromAsset(PROJECT_ROOT, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never used: `tryBundle` always does the work, or throws.
      image: DockerImage.fromRegistry("none"),
      // The CDK tells bundles of one source apart by these words.
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
