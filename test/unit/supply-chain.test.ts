import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string) => readFileSync(`${PROJECT}${file}`, "utf8");
const files = (pattern: string) => globSync(pattern, { cwd: PROJECT }).sort();

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly dev?: boolean;
  /** Part of another package's archive, and covered by its hash. */
  readonly inBundle?: boolean;
  readonly hasInstallScript?: boolean;
}

const manifest = JSON.parse(read("package.json")) as {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly allowScripts: Readonly<Record<string, boolean>>;
};
const { "": _, ...locked } = (
  JSON.parse(read("package-lock.json")) as { readonly packages: Readonly<Record<string, Locked>> }
).packages;

describe("packages", () => {
  it("every package is pinned to one version, in Node and in Python", () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^(npm:@?[\w./-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
    for (const line of requirementLines()) expect(line).toMatch(/^[\w.-]+==\d[\w.]*(?: |$)/);
  });

  it("every Python package is pinned by the hashes of its archives", () => {
    const pinned = /^\S+ (?:; [\w.]+ (?:<|==|>=) '[\w.]+' )?(?:--hash=sha256:[\da-f]{64} ?)+$/;
    expect(requirementLines().filter((line) => !pinned.test(line))).toEqual([]);
  });

  it("every workflow that installs a Python package does so by hash, and runs no code of it", () => {
    const installs = files(".github/workflows/*.yml").flatMap(
      (file) => read(file).match(/pip install.*/g) ?? [],
    );
    expect(installs.length).toBeGreaterThan(0);
    for (const install of installs)
      expect(install).toMatch(/^pip install --require-hashes --only-binary :all: /);
  });

  it("the lock file has a hash of every package that a function or the CLI can run", () => {
    const packages = Object.entries(locked).filter(([, { inBundle }]) => !inBundle);
    const unhashed = packages.filter(([, { integrity = "" }]) => !integrity.startsWith("sha512-"));
    // Of tools, npm writes none for binaries of platforms other than the one that wrote the file.
    expect(unhashed.filter(([, { dev, optional }]) => !(dev && optional)).map(([name]) => name)).toEqual([]);
    expect(packages.length - unhashed.length).toBeGreaterThan(300);
  });

  it("no package runs code when it is installed, but for those that were decided on by name", () => {
    const named = Object.entries(locked)
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length));
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(Object.keys(manifest.allowScripts)).toContain(name);
  });
});

/** Each requirement of every pinned Python environment, with what continues its line. */
function requirementLines(): readonly string[] {
  const requirements = files("{docs,infra,test}/**/requirements.txt");
  expect(requirements.length).toBeGreaterThan(2);
  return requirements.flatMap((file) =>
    read(file)
      .replaceAll(/ \\\n +/g, " ")
      .split("\n")
      .filter((line) => line.trim() !== "" && !line.startsWith("#")),
  );
}

/** What a job of a workflow may besides reading the code. */
const GRANTED: Readonly<Record<string, readonly string[]>> = {
  "codeql.yml": ["security-events"],
  "deploy.yml": ["id-token"],
  "release.yml": ["contents", "id-token"],
};

describe("workflows on GitHub", () => {
  const workflows = files(".github/workflows/*.yml");

  it.each(workflows)("the workflow %s runs actions by commit, with a token that may read alone", (file) => {
    const text = read(file);
    const actions = [...text.matchAll(/^\s*-?\s*uses:\s*(.+)$/gm)].map(([, action = ""]) => action);
    expect(actions.length).toBeGreaterThan(0);
    // The version beside the commit is for people and for Dependabot, which keeps the two together.
    const pinned = /^[\w-]+\/[\w-]+(\/[\w-]+)?@[\da-f]{40} # v\d+\.\d+\.\d+$/;
    expect(actions.filter((action) => !pinned.test(action))).toEqual([]);
    expect(text).toMatch(/^permissions:\n {2}contents: read\n(?! )/m);
    expect(text).not.toContain("pull_request_target");
    const granted = [...text.matchAll(/^\s+([\w-]+): write\b/gm)].map(([, name]) => name);
    expect(granted).toEqual(GRANTED[basename(file)] ?? []);
  });

  it.each(workflows)(
    "the workflow %s leaves no token in the checkout, and runs once at a time for each ref",
    (file) => {
      const text = read(file);
      const checkouts = text.match(
        /uses: actions\/checkout@.*\n {8}with:\n {10}persist-credentials: false\n/g,
      );
      expect(checkouts?.length).toBe(text.match(/uses: actions\/checkout@/g)?.length);
      expect(text).toMatch(/^concurrency:\n(?: {2}#.*\n)?(?: {2}[\w-]+: .*\n)+/m);
    },
  );

  it("no workflow puts anything of an event into a shell: what somebody typed must not run", () => {
    let found = 0;
    for (const file of workflows) {
      const text = read(file);
      const commands = [...text.matchAll(/\brun: (?:[|>]-?\n((?: {10,}.*\n)+)|(.+))/g)];
      expect(commands.length).toBe([...text.matchAll(/\brun:/g)].length);
      expect(commands.map(([run]) => run).filter((run) => run.includes("${{"))).toEqual([]);
      found += commands.length;
    }
    expect(found).toBeGreaterThan(10);
  });

  it("the deployment asks for known vulnerabilities before it has credentials, and stops where it cannot ask", () => {
    const steps = [...read(".github/workflows/deploy.yml").matchAll(/^ {6}- (?:run|uses): (.*)$/gm)].map(
      ([, step = ""]) => step,
    );
    const credentials = steps.findIndex((step) => step.startsWith("aws-actions/configure-aws-credentials@"));
    const checked = steps.indexOf("npm run lint:advisories -- --required");
    expect(checked).toBeGreaterThan(-1);
    expect(checked).toBeLessThan(credentials);
  });

  it("the page on deploying asks for a branch rule on the environment that may deploy", () => {
    const page = read("docs/deploy.md").split("## Deploying from GitHub")[1]?.split("\n## ")[0] ?? "";
    expect(page).toMatch(/Deployment branches and tags/);
    expect(page).toMatch(/required reviewers/);
  });

  it("the role that deploys can be taken on by one environment of one repository, for an hour", () => {
    const role = read("infra/deploy/github-role.yaml");
    expect(role).toContain("MaxSessionDuration: 3600");
    expect(role).toMatch(
      /StringEquals:\n\s+token\.actions\.githubusercontent\.com:aud: sts\.amazonaws\.com\n\s+token\.actions\.githubusercontent\.com:sub: !Sub repo:\$\{Repository\}:environment:\$\{Environment\}\n/,
    );
    expect(role).not.toMatch(/StringLike|Action: "?\*|ManagedPolicyArns/);
  });
});
