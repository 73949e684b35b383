import { execFileSync } from "node:child_process";
import { cpSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { AssetHashType, DockerImage } from "aws-cdk-lib";
import { Code } from "aws-cdk-lib/aws-lambda";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const FUNCTIONS = here("../../functions/");

/**
 * The code of a function of keyferry. The checkout bundles it during synthesis. The package brings it bundled, so that
 * synthesis from the package needs no esbuild. Both give an asset of the same hash.
 *
 * @param name the folder of the function under `functions/`.
 */
export const functionCode = (name: string): Code => bundledCode(join(FUNCTIONS, name, "handler.ts"));

/**
 * The code of a module, bundled during synthesis with the settings that the size budget and the benchmark use, too: the
 * CDK's NodejsFunction takes settings of its own.
 *
 * @param entry path of the module that exports `handler`.
 */
export const bundledCode = (entry: string): Code =>
  Code.fromAsset(FUNCTIONS, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never used, because `tryBundle` always succeeds or throws.
      image: DockerImage.fromRegistry("none"),
      // The CDK distinguishes bundles of the same source by these words.
      command: [entry],
      local: {
        tryBundle(directory) {
          const prebuilt = dirname(entry);
          if (existsSync(join(prebuilt, "index.mjs"))) cpSync(prebuilt, directory, { recursive: true });
          else bundle(entry, directory);
          return true;
        },
      },
    },
  });

function bundle(entry: string, directory: string): void {
  const words = [here("write-bundle.ts"), entry, directory];
  execFileSync(process.execPath, words, { stdio: ["ignore", process.stderr, process.stderr] });
}
