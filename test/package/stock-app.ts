import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Tarballs, versionsOf } from "./apps.ts";
import type { Figures } from "./figures.ts";
import { packagesOf } from "./installed.ts";
import { readTemplate } from "./synthesis.ts";
import { succeed, type Workshop } from "./workshop.ts";

/** The app that `cdk init` makes, as it comes, with the package and three lines. */
export async function inspectStockApp(
  workshop: Workshop,
  { keyferry }: Tarballs,
  figures: Figures,
): Promise<void> {
  const cli = await workshop.install("cdk-cli", await versionsOf("aws-cdk"));
  const app = join(workshop.directory, "stock");
  await mkdir(app);
  const cdk = join(cli, "node_modules/aws-cdk/bin/cdk");
  const there = { cwd: app };
  await succeed("node", [cdk, "init", "app", "--language", "typescript", "--generate-only"], there);
  await succeed("npm", ["install", "--no-audit", "--no-fund"], there);
  const before = await packagesOf(app);
  await succeed("npm", ["install", "--no-audit", "--no-fund", keyferry], there);
  figures.atMost(
    "packages that keyferry adds to the app of cdk init",
    (await packagesOf(app)).length - before.length,
    75,
  );

  const stack = join(app, "lib/stock-stack.ts");
  const text = await readFile(stack, "utf8");
  const withKeyferry = `import { Keyferry } from "keyferry/cdk";\n${text.replace(
    /^( *)super\(.*\);$/m,
    "$&\n$1const keyferry = new Keyferry(this, 'Keyferry');\n$1new cdk.CfnOutput(this, 'Byok', { value: keyferry.apiUrl });",
  )}`;
  await writeFile(stack, withKeyferry);
  await succeed("node", [cdk, "synth", "--quiet", "--no-notices"], there);
  const { Resources } = JSON.parse(await readTemplate(join(app, "cdk.out")));
  figures.equal("the app of cdk init synthesizes with three lines", Object.keys(Resources).length > 50, true);
}
