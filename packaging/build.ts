import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile, PROJECT } from "./compile.ts";
import { keepReachable } from "./keep-reachable.ts";
import { vendorMonitoring } from "./vendor.ts";

/*
 * Builds the package `keyferry` into dist/, before npm packs it: the command, the construct and the sealing client as
 * JavaScript, the console's page, and the code of the functions, bundled.
 */

const DIST = join(PROJECT, "dist");

compile("tsconfig.json", DIST);
keepReachable(
  DIST,
  ["cli/main.js", "infra/cdk.js", "client/seal.js"],
  ["infra/cdk.d.ts", "client/seal.d.ts"],
);
await vendorMonitoring(DIST);
const page = join(DIST, "cli/console/page");
mkdirSync(page, { recursive: true });
for (const name of ["index.html", "console.css", "icon.svg"]) {
  copyFileSync(join(PROJECT, "cli/console/page", name), join(page, name));
}
writeFileSync(
  join(page, "console.js"),
  execFileSync(process.execPath, [join(PROJECT, "packaging/bundle-page.ts")]),
);
for (const name of readdirSync(join(PROJECT, "functions"))) {
  const words = [join(PROJECT, "functions", name, "handler.ts"), join(DIST, "functions", name)];
  execFileSync(process.execPath, [join(PROJECT, "infra/bundling/write-bundle.ts"), ...words], {
    stdio: "inherit",
  });
}
