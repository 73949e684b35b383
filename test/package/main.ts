import { inspectApps } from "./apps.ts";
import { inspectContents } from "./contents.ts";
import { createFigures, report } from "./figures.ts";
import { lintPackages } from "./lint.ts";
import { inspectOldestPeers } from "./oldest-peers.ts";
import { inspectOwnApp } from "./own-app.ts";
import { pack } from "./pack.ts";
import { inspectResolver } from "./resolver.ts";
import { inspectStockApp } from "./stock-app.ts";
import { openWorkshop } from "./workshop.ts";

/*
 * `npm run test:package`: packs both packages, installs them into empty folders, and uses them as others would. Its report
 * is a table in Markdown on standard output. With `-- --short`, it leaves out what takes longest: the app of `cdk init`, and
 * the deployment to the local stack.
 */

const figures = createFigures((line) => console.error(line));
const workshop = await openWorkshop();
try {
  const keyferry = await pack(".", workshop.directory);
  const resolver = await pack("resolver", workshop.directory);
  inspectContents(keyferry, resolver, figures);
  const tarballs = { keyferry: keyferry.tarball, resolver: resolver.tarball };

  await inspectApps(workshop, tarballs, figures);
  await inspectOldestPeers(workshop, tarballs, figures);
  await inspectResolver(workshop, tarballs, figures);
  if (!process.argv.includes("--short")) {
    await lintPackages(workshop, tarballs, figures);
    await inspectStockApp(workshop, tarballs, figures);
    await inspectOwnApp(workshop, tarballs, figures);
  }
} finally {
  await workshop.close();
}
console.log(report(figures.all));
if (figures.all.some(({ right }) => !right)) process.exitCode = 1;
