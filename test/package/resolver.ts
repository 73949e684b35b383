import { OLDEST_NODE, type Tarballs } from "./apps.ts";
import type { Figures } from "./figures.ts";
import { bytesOf, packagesOf } from "./installed.ts";
import { succeed, type Workshop } from "./workshop.ts";

const USE = "Object.keys(resolver).sort().join(' ')";

const RESOLVED = `
import { createResolver } from "@keyferry/resolver";
const empty = { send: async () => ({ Items: [] }) };
const resolver = createResolver({ table: "table", vaultKey: "key", dynamodb: empty, kms: empty });
const { attempts } = await resolver.resolve({ workspace: "global", providers: ["openai"], model: "gpt-4o" });
console.log(attempts.map(({ kind }) => kind).join(" "));
`;

/** The resolver alone, as a router installs it. */
export async function inspectResolver(
  workshop: Workshop,
  tarballs: Tarballs,
  figures: Figures,
): Promise<void> {
  const app = await workshop.install("router", [tarballs.resolver]);
  figures.atMost("@keyferry/resolver, packages installed", (await packagesOf(app)).length, 35);
  figures.atMost("@keyferry/resolver, installed", bytesOf(app) / 1_000_000, 30, "MB");

  const exported = "KeyferryError Secret connectStore createResolver openCredential orderAttempts reveal";
  const imported = `import * as resolver from "@keyferry/resolver"; console.log(${USE})`;
  const required = `const resolver = require("@keyferry/resolver"); console.log(${USE})`;
  const oldest = await workshop.installNode(OLDEST_NODE);
  const evaluate = (...args: readonly string[]) => succeed("node", args, { cwd: app });
  figures.equal(
    "import of the resolver",
    await evaluate("--input-type=module", "--eval", imported),
    exported,
  );
  figures.equal(
    "require of the resolver",
    await evaluate("--input-type=commonjs", "--eval", required),
    exported,
  );
  figures.equal(
    `what is resolved where nothing is stored, ${OLDEST_NODE}`,
    await succeed(oldest, ["--input-type=module", "--eval", RESOLVED], { cwd: app }),
    "shared",
  );
}
