import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { compile, PROJECT } from "./compile.ts";
import { keepReachable } from "./keep-reachable.ts";

/*
 * Builds the package `@keyferry/resolver` into resolver/dist/, before npm packs it. Its one module brings the parts of
 * keyferry and of zod that it needs, so that a router installs three AWS clients and nothing else.
 */

const RESOLVER = join(PROJECT, "resolver");
const DIST = join(RESOLVER, "dist");
const { dependencies } = JSON.parse(readFileSync(join(RESOLVER, "package.json"), "utf8"));

compile("tsconfig.resolver.json", DIST);
keepReachable(DIST, [], ["resolver/index.d.ts"]);
await build({
  entryPoints: [join(RESOLVER, "index.ts")],
  outfile: join(DIST, "resolver/index.js"),
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20.19",
  mainFields: ["module", "main"],
  external: Object.keys(dependencies),
  legalComments: "inline",
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning",
});
copyFileSync(join(PROJECT, "LICENSE"), join(RESOLVER, "LICENSE"));
