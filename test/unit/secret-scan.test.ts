import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ALNUM, BASE32, DOCUMENTED, random } from "../support/data/synthetic-keys.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "keyferry-secrets-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Scans files as `npm run lint:secrets` does: all of them in one process. */
function scan(contents: Readonly<Record<string, string>>) {
  const files = Object.entries(contents).map(([name, content]) => {
    const file = join(directory, name);
    writeFileSync(file, content);
    return file;
  });
  const secretlint = join(PROJECT, "node_modules/.bin/secretlint");
  const args = ["--no-glob", "--secretlintrc", join(PROJECT, ".secretlintrc.json"), ...files];
  const { status, stdout } = spawnSync(secretlint, args, { encoding: "utf8" });
  return { status, stdout };
}

const documented = (provider: string) => DOCUMENTED.find(([slug]) => slug === provider)?.[1] ?? "";

/** Built at run time: the repository holds none of them. */
const PLANTED = [
  ["of OpenAI", documented("openai")],
  ["of Anthropic", documented("anthropic")],
  ["of Groq", documented("groq")],
  ["of AWS", random(ALNUM, 40)],
  ["of GitHub", `ghp_${random(ALNUM, 36)}`],
] as const;

const fileOf = (name: string) => `${name.replace(" ", "-")}.ts`;

function contentOf(name: string, key: string): string {
  const line = name === "of AWS" ? `AKIA${random(BASE32, 16)} aws_secret_access_key = "${key}"` : `"${key}"`;
  return `export const planted = ${line};\n`;
}

describe("the search for secrets in the repository", () => {
  let found: ReturnType<typeof scan>;
  beforeAll(() => {
    found = scan(Object.fromEntries(PLANTED.map(([name, key]) => [fileOf(name), contentOf(name, key)])));
  });

  it.each(PLANTED)("a planted key %s is found and not printed", (name, key) => {
    expect(found.status).toBe(1);
    const [, findings = ""] = found.stdout.split(`${join(directory, fileOf(name))}\n`);
    expect(findings).toMatch(/^ +1:\d+ +error /);
    expect(found.stdout).not.toContain(key);
  });

  it("a file without a key passes", () => {
    expect(scan({ "clean.ts": "export const planted = 1;\n" })).toEqual({ status: 0, stdout: "" });
  });

  it("the search is a part of npm run check, over all files that git knows or would take in", () => {
    const { scripts } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
    expect(scripts.check).toContain("npm run lint:secrets");
    expect(scripts["lint:secrets"]).toMatch(
      /^git ls-files .*--cached --others --exclude-standard \| xargs -0 /,
    );
  });
});
