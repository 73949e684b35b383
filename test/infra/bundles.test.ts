import { existsSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { keyferryApp } from "../../infra/app.ts";
import { contextOf } from "../template/app-context.ts";
import { withOutdir } from "./synthesize.ts";

/** The code of every asset of the cloud assembly, as Lambda gets it. */
function bundles() {
  return withOutdir((outdir) => {
    const { "aws:cdk:bundling-stacks": _, ...context } = contextOf("dev", "aws");
    keyferryApp({ outdir, context }).synth();
    const assets = readdirSync(outdir).filter((name) => name.startsWith("asset."));
    return assets.map((asset) => {
      const files = readdirSync(join(outdir, asset)).sort();
      const read = (name: string) => readFileSync(join(outdir, asset, name), "utf8");
      const openapi = files.includes("openapi.json") ? read("openapi.json") : undefined;
      const page = files.includes("page") ? readdirSync(join(outdir, asset, "page")).sort() : undefined;
      return { files, code: read("index.mjs"), map: read("index.mjs.map"), openapi, page };
    });
  });
}

describe("the bundles", () => {
  const all = bundles();

  it("every function has one bundle, an ES module with its source map, and beside it what the API and the web door serve", () => {
    const bundle = ["index.mjs", "index.mjs.map"];
    const besides = all
      .map(({ files }) => files.filter((file) => !bundle.includes(file)))
      .filter((files) => files.length > 0)
      .toSorted();
    expect(all).toHaveLength(readdirSync("functions").length);
    for (const { files } of all) expect(files).toEqual(expect.arrayContaining(bundle));
    expect(besides).toEqual([["openapi.json"], ["page"]]);
  });

  it("the web door's bundle has at most 120 KB, compressed, and its page beside it", () => {
    const web = all.find(({ files }) => files.includes("page"));
    expect(gzipSync(web?.code ?? "").length).toBeLessThanOrEqual(120_000);
    expect(web?.page?.map((name) => name.replace(/\.[0-9a-f]{16}/, ""))).toEqual([
      "index.html",
      "page.css",
      "page.js",
    ]);
  });

  it("the source maps name files of keyferry by their paths in the repository, and hold no dependency", () => {
    for (const { map } of all) {
      const { sources, sourcesContent } = JSON.parse(map);
      expect(sources.length).toBeGreaterThan(10);
      expect(sources.filter((path: string) => !existsSync(path) || path.startsWith("/"))).toEqual([]);
      expect(sources.filter((path: string) => path.includes("node_modules"))).toEqual([]);
      expect(sourcesContent).toBeUndefined();
    }
  });

  it("the API's bundle holds the OpenAPI document as it is committed", () => {
    const [document] = all.flatMap(({ openapi }) => openapi ?? []);
    expect(JSON.parse(document ?? "")).toEqual(JSON.parse(readFileSync("docs/openapi.json", "utf8")));
    expect(document).not.toContain("\n");
  });

  it("the bundles import nothing but Node's own modules: the runtime's SDK changes under a deployment", () => {
    for (const { code } of all) {
      const imported = [...code.matchAll(/\bfrom\s*["']([\w@:./-]+)["']/g)].map(([, name = ""]) => name);
      expect(imported.length).toBeGreaterThan(0);
      expect(imported.filter((name) => !isBuiltin(name))).toEqual([]);
    }
  });

  it("the bundles take credentials from the environment, and hold no other source of them", () => {
    const sources = /AWS_CONTAINER_CREDENTIALS|sso_start_url|credential_process|AssumeRoleWithWebIdentity/g;
    for (const { code } of all) {
      expect(code.includes("the environment holds no AWS credentials")).toBe(true);
      expect(code.match(sources)).toBeNull();
    }
  });
});
