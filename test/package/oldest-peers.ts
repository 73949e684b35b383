import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT } from "../../infra/local/deploy.ts";
import { type Tarballs, versionsOf } from "./apps.ts";
import type { Figures } from "./figures.ts";
import { synthesize } from "./synthesis.ts";
import type { Workshop } from "./workshop.ts";

/** The construct with the oldest CDK that it promises to work with. The other apps have the newest. */
export async function inspectOldestPeers(
  workshop: Workshop,
  { keyferry }: Tarballs,
  figures: Figures,
): Promise<void> {
  const { peerDependencies } = JSON.parse(await readFile(join(PROJECT, "package.json"), "utf8"));
  const oldest = Object.entries<string>(peerDependencies).map(
    ([name, range]) => `${name}@${range.replace(/^\^/, "")}`,
  );
  const app = await workshop.install("oldest", [keyferry, ...oldest, ...(await versionsOf("aws-cdk"))]);
  const cwd = await workshop.copyExample("embed-javascript", app);
  const resources = Object.keys(JSON.parse(await synthesize({ cwd })).Resources);
  figures.equal(`embed-javascript synthesizes with ${oldest.join(" and ")}`, resources.length > 50, true);
}
