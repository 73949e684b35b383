import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readChangelog } from "../release/read-changelog.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string) => readFileSync(`${PROJECT}${file}`, "utf8");
const manifest = JSON.parse(read("package.json"));
const REPOSITORY = manifest.repository.url.replace(/^git\+|\.git$/g, "");

describe("CHANGELOG.md", () => {
  const [unreleased, ...releases] = readChangelog(read("CHANGELOG.md"));

  it("the changelog begins with what is not released, and has the version of package.json as its newest release", () => {
    expect(unreleased).toMatchObject({ name: "Unreleased", date: undefined });
    expect(releases[0]?.name).toBe(manifest.version);
  });

  it("the changelog dates every release, the newest first, and says something about each", () => {
    const dates = releases.map(({ date = "" }) => date);
    expect(dates.filter((date) => new Date(date).toJSON()?.slice(0, 10) !== date)).toEqual([]);
    expect(dates).toEqual(dates.toSorted().toReversed());
    expect(releases.filter(({ notes }) => notes === "")).toEqual([]);
  });

  it("the changelog groups changes as Keep a Changelog does", () => {
    const groups = [unreleased, ...releases].flatMap((section) =>
      [...(section?.notes ?? "").matchAll(/^### (.*)$/gm)].map(([, group]) => group),
    );
    const known = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
    expect(groups.filter((group) => !known.includes(group ?? ""))).toEqual([]);
  });

  it("the changelog links every version to what it changed", () => {
    const links = [...read("CHANGELOG.md").matchAll(/^\[([^\]]+)\]: (\S+)$/gm)].map(([, name, url]) => ({
      name,
      url,
    }));
    const [newest] = releases;
    expect(links).toEqual([
      { name: "Unreleased", url: `${REPOSITORY}/compare/v${newest?.name}...HEAD` },
      ...releases.map(({ name }) => ({ name, url: `${REPOSITORY}/releases/tag/v${name}` })),
    ]);
  });
});

describe("the packages", () => {
  const resolver = JSON.parse(read("resolver/package.json"));

  it("the packages have one version and licence", () => {
    for (const name of ["version", "license", "type"]) expect(resolver[name], name).toBe(manifest[name]);
  });

  it("the packages are published by their release workflow alone, with provenance", () => {
    for (const { publishConfig, scripts } of [manifest, resolver]) {
      expect(publishConfig).toEqual({ access: "public", provenance: true });
      expect(scripts.prepublishOnly).toContain("packaging/only-in-release.ts");
    }
  });
});

describe("the forms on GitHub", () => {
  it("the links of issue forms lead to this repository, and a vulnerability to the private form", () => {
    const forms = globSync(".github/{ISSUE_TEMPLATE/*.yml,pull_request_template.md}", { cwd: PROJECT });
    expect(forms.length).toBeGreaterThan(3);
    const links = forms.flatMap((file) => read(file).match(/https:\/\/github\.com\/[^\s)]+/g) ?? []);
    expect(links.filter((link) => !link.startsWith(`${REPOSITORY}/`))).toEqual([]);
    expect(read(".github/ISSUE_TEMPLATE/config.yml")).toContain(`${REPOSITORY}/security/advisories/new`);
  });
});

describe("Dependabot", () => {
  const [, ...entries] = read(".github/dependabot.yml").split(/^ {2}- package-ecosystem: /m);
  /** `directory: /a` and `directories: [/a, /b]`. */
  const foldersOf = (ecosystem: string) =>
    entries
      .filter((entry) => entry.startsWith(`${ecosystem}\n`))
      .flatMap((entry) => /^ {4}director(?:y|ies): \[?(.*?)\]?$/m.exec(entry)?.[1]?.split(", ") ?? [])
      .toSorted();

  it("Dependabot looks into every folder that has something pinned", () => {
    const requirements = globSync("*/**/requirements.txt", {
      cwd: PROJECT,
      exclude: (name) => name === "node_modules",
    });
    expect(requirements.length).toBeGreaterThan(3);
    expect(foldersOf("pip")).toEqual(requirements.map((file) => `/${dirname(file)}`).toSorted());
    expect(foldersOf("npm")).toEqual(["/"]);
    expect(foldersOf("github-actions")).toEqual(["/"]);
    expect(foldersOf("docker")).toEqual(["/.devcontainer"]);
  });

  it("Dependabot proposes nothing that is younger than a week", () => {
    expect(entries.filter((entry) => !/^ {4}cooldown: \{ default-days: 7 \}$/m.test(entry))).toEqual([]);
  });

  it("Dependabot has a group for nothing that is not installed", () => {
    const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    const npm = entries.find((entry) => entry.startsWith("npm\n")) ?? "";
    const patterns = [...npm.matchAll(/patterns: \[(.*)\]/g)]
      .flatMap(([, list = ""]) => list.split(", "))
      .map((pattern) => pattern.replaceAll('"', ""));
    expect(patterns.length).toBeGreaterThan(5);
    const matches = (pattern: string) =>
      names.some((name) =>
        pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
      );
    expect(patterns.filter((pattern) => !matches(pattern))).toEqual([]);
  });
});
