import { readFile } from "node:fs/promises";
import type { Plugin } from "esbuild";
import { tidyClientPackage, tidySchemas } from "./tidy-client.ts";

const ABSENT = `() => { throw new Error("not in this bundle: see infra/bundling/lean-sdk.ts"); }`;

/**
 * SDK modules that never run here, by the end of their path, with their replacements: hashes in JavaScript for a Node
 * without native ones, the limiter of a retry mode that no client uses, and the region from the metadata of an EC2
 * instance.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  "checksum/sha256/Sha256Js.js": `export const Sha256Js = ${ABSENT};`,
  "checksum/md5/Md5Js.js": `export const Md5Js = ${ABSENT};`,
  "retry/util-retry/DefaultRateLimiter.js": `export const DefaultRateLimiter = ${ABSENT};`,
  "regionConfig/getInstanceMetadataRegion.js":
    "export const getInstanceMetadataRegion = async () => undefined;",
};

const endingIn = (paths: readonly string[]): RegExp =>
  new RegExp(`/@smithy/core/.*(${paths.join("|").replaceAll(".", "\\.")})$`);

/** Removes unused code of the SDK that esbuild cannot recognise as unused. */
export const leanSdk: Plugin = {
  name: "lean-sdk",
  setup({ onLoad }) {
    onLoad({ filter: /\/@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/schemas_0\.js$/ }, async ({ path }) => ({
      contents: tidySchemas(await readFile(path, "utf8")),
    }));
    onLoad({ filter: /\/@aws-sdk\/client-[\w-]+\/package\.json$/ }, async ({ path }) => ({
      loader: "json",
      contents: tidyClientPackage(await readFile(path, "utf8")),
    }));
    onLoad({ filter: endingIn(Object.keys(STAND_INS)) }, ({ path }) => {
      const [, contents] = Object.entries(STAND_INS).find(([end]) => path.endsWith(end)) ?? [];
      return contents === undefined ? null : { contents };
    });
  },
};
