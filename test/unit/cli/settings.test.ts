import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { apiClient } from "../../../cli/api-client.ts";
import { findDeployment } from "../../../cli/deployment.ts";
import { findLocalOutputs } from "../../../cli/local-outputs.ts";
import { readSettings } from "../../../cli/settings.ts";
import { reveal } from "../../../shared/kernel/secret.ts";
import type { LocalOutputs } from "../../../shared/operations/local-outputs.ts";
import { localOutputs } from "../../support/data/local-outputs.ts";

let home: string;
let environment: NodeJS.ProcessEnv;
beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), "keyferry-home-")));
  environment = { KEYFERRY_CONFIG: join(home, "config.json") };
});
afterEach(() => rm(home, { recursive: true, force: true }));

const writeProfiles = async (profiles: object, mode = 0o600) => {
  await writeFile(join(home, "config.json"), JSON.stringify({ profiles }));
  await chmod(join(home, "config.json"), mode);
};
const startLocal = async (outputs: LocalOutputs = localOutputs) => {
  await mkdir(join(home, ".local"), { mode: 0o700 });
  await writeFile(join(home, ".local", "outputs.json"), JSON.stringify(outputs), { mode: 0o600 });
};

describe("settings", () => {
  it("the settings are those of the local stack where nothing else is named, found from below", async () => {
    await startLocal();
    await mkdir(join(home, "deep", "er"), { recursive: true });
    const settings = await readSettings({}, environment, join(home, "deep", "er"));
    expect(settings).toMatchObject({
      apiUrl: localOutputs.apiUrl,
      workspaceId: localOutputs.workspaceId,
      region: "us-east-1",
    });
    expect(settings.managementKey && reveal(settings.managementKey)).toBe("kf_mgmt_local");
  });

  it("the settings come from flags, then the environment, then the profile; a named one is not the local one", async () => {
    await startLocal();
    await writeProfiles({
      default: { api_url: "https://profile.example/", stack: "profile", region: "eu-west-1" },
    });
    const named = { ...environment, KEYFERRY_MANAGEMENT_KEY: "kf_mgmt_own" };
    const flags = { apiUrl: "https://flag.example/", stack: "flag" };
    const settings = await readSettings(flags, named, home);
    expect(settings).toMatchObject({
      apiUrl: "https://flag.example",
      stack: "flag",
      region: "eu-west-1",
      local: undefined,
    });
    expect(settings.managementKey && reveal(settings.managementKey)).toBe("kf_mgmt_own");
    expect(JSON.stringify(settings)).not.toContain("kf_mgmt");
  });

  it("a stack and an API that two places name are two deployments: the first place counts, and alone", async () => {
    await writeProfiles({ default: { api_url: "https://profile.example", stack: "profile" } });
    const own = { ...environment, KEYFERRY_API_URL: "https://environment.example" };
    const byStack = await readSettings({ stack: "keyferry-prod" }, own, home);
    expect(byStack).toMatchObject({ stack: "keyferry-prod", apiUrl: undefined });
    const byApi = await readSettings({}, own, home);
    expect(byApi).toMatchObject({ apiUrl: "https://environment.example", stack: undefined });
    const byProfile = await readSettings({}, environment, home);
    expect(byProfile).toMatchObject({ apiUrl: "https://profile.example", stack: "profile" });
  });

  it("the settings are those of the profile that is named, and a wrong profile is told what is wrong with it", async () => {
    await writeProfiles({ prod: { stack: "keyferry-prod" }, odd: { colour: "red" } });
    await expect(readSettings({ profile: "prod" }, environment, home)).rejects.toThrow(
      "profiles.(entry 2).(unknown field) is not a known field (member 1)",
    );
    await writeProfiles({ prod: { stack: "keyferry-prod" } });
    expect(await readSettings({ profile: "prod" }, environment, home)).toMatchObject({
      stack: "keyferry-prod",
    });
    await expect(readSettings({ profile: "test" }, environment, home)).rejects.toThrow("no such profile");
  });

  it("a management key in a file that others may read is refused, without repeating it", async () => {
    await writeProfiles({ default: { management_key: "kf_mgmt_secret" } }, 0o644);
    const failure = readSettings({}, environment, home);
    await expect(failure).rejects.toThrow("chmod 600");
    await expect(failure).rejects.not.toThrow("kf_mgmt_secret");
  });

  it("a profile file of the directory that a command runs in is not found, whatever XDG_CONFIG_HOME says", async () => {
    await mkdir(join(home, "keyferry"));
    const profiles = { default: { api_url: "https://theirs.example" } };
    await writeFile(join(home, "keyferry", "config.json"), JSON.stringify({ profiles }));
    for (const found of ["", relative(process.cwd(), home)]) {
      const { apiUrl } = await readSettings({}, { XDG_CONFIG_HOME: found }, home);
      expect(apiUrl).not.toBe("https://theirs.example");
    }
  });

  it("a profile file that others could have written is refused, without a management key in it too", async () => {
    const found = { XDG_CONFIG_HOME: home };
    const file = join(home, "keyferry", "config.json");
    await mkdir(join(home, "keyferry"));
    await writeFile(file, JSON.stringify({ profiles: { default: { api_url: "https://theirs.example" } } }));
    expect(await readSettings({}, found, home)).toMatchObject({ apiUrl: "https://theirs.example" });
    await chmod(file, 0o666);
    await expect(readSettings({}, found, home)).rejects.toThrow(`chmod go-w ${file}`);
    await chmod(file, 0o644);
    await chmod(join(home, "keyferry"), 0o777);
    await expect(readSettings({}, found, home)).rejects.toThrow(`chmod go-w ${join(home, "keyferry")}`);
    expect(await readSettings({}, { KEYFERRY_CONFIG: file }, home)).toMatchObject({
      apiUrl: "https://theirs.example",
    });
  });
});

describe("a deployment that the command found by itself", () => {
  const used = async (own: NodeJS.ProcessEnv = {}) => readSettings({}, { ...environment, ...own }, home);

  it("a deployment is not used if others could have written the file that names it", async () => {
    await startLocal();
    const file = join(home, ".local", "outputs.json");
    await chmod(file, 0o606);
    const settings = await used();
    expect(settings).toMatchObject({ local: undefined, apiUrl: undefined, managementKey: undefined });
    const reason = `${file} is not used: others may write ${file}: chmod go-w ${file}`;
    await expect(apiClient(settings)).rejects.toThrow(reason);
    await expect(findDeployment(settings)).rejects.toMatchObject({ name: "UsageError" });
    await expect(findDeployment(settings)).rejects.toThrow(
      "or name the deployment with --api-url or --stack",
    );
  });

  it("a deployment is not used if others could exchange the file that names it", async () => {
    await startLocal();
    await chmod(join(home, ".local"), 0o777);
    await expect(apiClient(await used())).rejects.toThrow(`chmod go-w ${join(home, ".local")}`);
    await chmod(join(home, ".local"), 0o700);
    await chmod(home, 0o777);
    await expect(apiClient(await used())).rejects.toThrow(`chmod go-w ${home}`);
    await chmod(home, 0o700);
    await expect(apiClient(await used())).resolves.toBeTypeOf("function");
  });

  it("a file that is not to be trusted hinders no command that needs no deployment, or is told one", async () => {
    await startLocal();
    await chmod(join(home, ".local", "outputs.json"), 0o666);
    await expect(used()).resolves.toBeDefined();
    const told = await readSettings({ apiUrl: "https://flag.example" }, environment, home);
    await expect(apiClient(told)).resolves.toBeTypeOf("function");
  });

  it.each([
    ["apiUrl", "http://10.0.0.1/api"],
    ["apiUrl", "https://api.example.com"],
    ["apiUrl", "http://127.0.0.1.example.com"],
    ["apiUrl", "http://127.0.0.1@example.com/"],
    ["apiUrl", "http://[::ffff:127.0.0.1]:4750"],
    ["apiUrl", "no address"],
    ["awsEndpoint", "http://emulator:4566"],
  ])("a deployment is not used if its %s is %s, which is not on loopback", async (name, url) => {
    await startLocal({ ...localOutputs, [name]: url });
    const settings = await used();
    expect(settings.local).toBeUndefined();
    await expect(findDeployment(settings)).rejects.toThrow(`${url} is not on loopback`);
  });

  it("a management key of the environment or of a profile is not sent to a deployment that was found", async () => {
    await startLocal();
    const settings = await used({ KEYFERRY_MANAGEMENT_KEY: "kf_mgmt_own" });
    expect(settings.managementKey && reveal(settings.managementKey)).toBe(localOutputs.managementKey);
    await expect(apiClient(settings)).rejects.toThrow("KEYFERRY_MANAGEMENT_KEY is not sent");
    await expect(apiClient(settings)).rejects.toThrow(`--api-url ${localOutputs.apiUrl}`);
    await expect(apiClient(settings)).rejects.not.toThrow("kf_mgmt");
    await expect(findDeployment(settings)).resolves.toMatchObject({ apiUrl: localOutputs.apiUrl });

    await writeProfiles({ default: { management_key: "kf_mgmt_profile" } });
    await expect(apiClient(await used())).rejects.toThrow("the management key of the profile is not sent");
  });

  it("a management key that was found is sent nowhere else", async () => {
    await startLocal();
    for (const flags of [{ apiUrl: "https://flag.example" }, { stack: "keyferry-prod" }]) {
      expect((await readSettings(flags, environment, home)).managementKey).toBeUndefined();
    }
  });
});

describe("the search for a deployment", () => {
  it("the search ends at the home directory", async () => {
    await startLocal();
    const below = join(home, "below", "deeper");
    await mkdir(below, { recursive: true });
    expect(await findLocalOutputs(below)).toMatchObject({ file: join(home, ".local", "outputs.json") });
    expect(await findLocalOutputs(below, home)).toBeDefined();
    expect(await findLocalOutputs(below, join(home, "below"))).toBeUndefined();
  });
});
