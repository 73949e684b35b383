import { join } from "node:path";
import { build, type Plugin } from "esbuild";

/** What only the construct needs, of a package that would bring its peers to everyone who installs the command. */
const VENDORED = "cdk-monitoring-constructs";

/** Takes in the one package, and leaves every other import to Node. */
const onlyVendored: Plugin = {
  name: "only-vendored",
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ path, kind, importer }) => {
      const inside = importer.includes(`node_modules/${VENDORED}/`) && path.startsWith(".");
      return kind === "entry-point" || path === VENDORED || inside ? null : { path, external: true };
    });
  },
};

/**
 * Puts {@link VENDORED} into the one module that imports it. As a dependency, its peers `aws-cdk-lib` and `constructs`
 * would come with every installation of the command, which needs neither; as a peer, each app had to install it.
 * @param directory the build folder.
 */
export async function vendorMonitoring(directory: string): Promise<void> {
  const module = join(directory, "infra/constructs/operations.js");
  await build({
    entryPoints: [module],
    outfile: module,
    allowOverwrite: true,
    bundle: true,
    platform: "node",
    format: "esm",
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: "inline",
    plugins: [onlyVendored],
    // Its CommonJS modules load the CDK with `require`, which an ES module lacks.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    logLevel: "warning",
  });
}
