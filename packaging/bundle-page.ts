import { join } from "node:path";
import { build } from "esbuild";

/*
 * Writes the script of the console's page on standard output. Whoever builds the package keeps it in a file; the command
 * of a checkout runs it when a console starts.
 */

const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, "../cli/console/page/main.ts")],
  bundle: true,
  write: false,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "inline",
  logLevel: "warning",
});
for (const { contents } of outputFiles) process.stdout.write(contents);
