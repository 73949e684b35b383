import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { keyferryApp } from "../../infra/app.ts";
import { contextOf, withOutdir } from "./synthesize.ts";

/** The code of every asset of the cloud assembly, as Lambda gets it. */
function bundles(): { readonly files: readonly string[]; readonly code: string }[] {
  return withOutdir((outdir) => {
    const { "aws:cdk:bundling-stacks": _, ...context } = contextOf("dev", "aws");
    keyferryApp({ outdir, context }).synth();
    const assets = readdirSync(outdir).filter((name) => name.startsWith("asset."));
    return assets.map((asset) => ({
      files: readdirSync(join(outdir, asset)).sort(),
      code: readFileSync(join(outdir, asset, "index.mjs"), "utf8"),
    }));
  });
}

describe("the bundles", () => {
  const all = bundles();

  it("are one per function, an ES module with its source map beside it", () => {
    expect(all.map(({ files }) => files)).toEqual(
      ["api", "worker", "relay"].map(() => ["index.mjs", "index.mjs.map"]),
    );
  });

  it("import nothing but Node's own modules: the runtime's SDK changes under a deployment", () => {
    for (const { code } of all) {
      const imported = [...code.matchAll(/\bfrom\s*["']([\w@:./-]+)["']/g)].map(([, name = ""]) => name);
      expect(imported.length).toBeGreaterThan(0);
      expect(imported.filter((name) => !isBuiltin(name))).toEqual([]);
    }
  });

  it("take credentials from the environment, and hold no other source of them", () => {
    const sources = /AWS_CONTAINER_CREDENTIALS|sso_start_url|credential_process|AssumeRoleWithWebIdentity/g;
    for (const { code } of all) {
      expect(code.includes("the environment holds no AWS credentials")).toBe(true);
      expect(code.match(sources)).toBeNull();
    }
  });
});
