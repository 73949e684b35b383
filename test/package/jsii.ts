import { globSync } from "node:fs";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Assembly, apiPage } from "../../docs/api/api-page.ts";
import { PROJECT } from "../../infra/local/deploy.ts";
import { createFigures, report } from "./figures.ts";
import { openWorkshop, succeed } from "./workshop.ts";

/*
 * `npm run test:jsii`: compiles the construct with jsii, which translates constructs to other languages, and builds the
 * Python wheel. jsii refuses what these languages cannot express. Nothing is published. With `-- --write`, it writes
 * docs/api.md from the comments of the construct; without, that page has to be what it would write.
 */

const API_PAGE = join(PROJECT, "docs/api.md");

const TOOLS = ["jsii@6.0.16", "jsii-pacmak@1.140.0"];

/** jsii compiles for an older library than this project. */
const NEWER_LIBRARY =
  "declare global {\n  interface String {\n    isWellFormed(): boolean;\n  }\n}\n\nexport {};\n";

const figures = createFigures((line) => console.error(line));
const workshop = await openWorkshop();
try {
  const tools = await workshop.install("tools", TOOLS);
  const stage = join(workshop.directory, "stage");
  await copySources("infra/cdk.ts", stage);
  await writeFile(join(stage, "infra/newer-library.ts"), NEWER_LIBRARY);
  await writeFile(join(stage, "README.md"), await readFile(join(PROJECT, "README.md"), "utf8"));
  await writeFile(join(stage, "package.json"), JSON.stringify(await manifest(), null, 2));
  await symlink(join(PROJECT, "node_modules"), join(stage, "node_modules"));

  const run = (name: string, ...args: readonly string[]) =>
    succeed(process.execPath, [join(tools, `node_modules/${name}/bin/${name}`), ...args], { cwd: stage });
  await run("jsii", ".");
  const assembly: Assembly = JSON.parse(await readFile(join(stage, ".jsii"), "utf8"));
  figures.equal(
    "types that jsii exports",
    Object.keys(assembly.types).sort().join(" "),
    "keyferry.AuditLock keyferry.Keyferry keyferry.KeyferryProps keyferry.ResolveProps",
  );
  const page = apiPage(assembly);
  if (process.argv.includes("--write")) await writeFile(API_PAGE, page);
  figures.equal("docs/api.md says what the comments say", (await readFile(API_PAGE, "utf8")) === page, true);
  await run("jsii-pacmak", "--targets", "python", "--outdir", "dist");
  figures.equal(
    "Python wheels built",
    globSync("dist/python/*.whl", { cwd: stage }).map((file) => file.split("/").at(-1)).length,
    1,
  );
} finally {
  await workshop.close();
}
console.log(report(figures.all));
if (figures.all.some(({ right }) => !right)) process.exitCode = 1;

/** Copies the construct and all that it imports, with imports as jsii expects them. */
async function copySources(entry: string, stage: string): Promise<void> {
  const seen = new Set<string>();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const text = await readFile(join(PROJECT, file), "utf8");
    for (const [, target = ""] of text.matchAll(/from "(\.{1,2}\/[^"]+)"/g))
      open.push(join(dirname(file), target));
    await mkdir(dirname(join(stage, file)), { recursive: true });
    await writeFile(join(stage, file), text.replace(/(from "\.{1,2}\/[^"]+)\.ts"/g, '$1.js"'));
  }
}

/** A manifest as jsii wants one. What the construct takes from other packages at run time is bundled with it. */
async function manifest() {
  const own = JSON.parse(await readFile(join(PROJECT, "package.json"), "utf8"));
  const { name, version, description, license, repository, dependencies, devDependencies } = own;
  const peers = (prefix: string) =>
    Object.fromEntries(
      ["aws-cdk-lib", "constructs"].map((peer) => [peer, `${prefix}${devDependencies[peer]}`]),
    );
  const bundled = { zod: dependencies.zod, standardwebhooks: dependencies.standardwebhooks };
  return {
    ...{ name, version, description, license, repository },
    author: { name: "keyferry" },
    type: "module",
    main: "infra/cdk.js",
    types: "infra/cdk.d.ts",
    stability: "experimental",
    peerDependencies: peers("^"),
    devDependencies: peers(""),
    dependencies: { ...bundled, "cdk-monitoring-constructs": devDependencies["cdk-monitoring-constructs"] },
    bundledDependencies: Object.keys(bundled),
    jsii: {
      outdir: "dist",
      targets: { python: { distName: "keyferry", module: "keyferry" } },
      tsc: { types: ["node"] },
    },
  };
}
