import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSettings } from "../../../cli/settings.ts";
import { reveal } from "../../../shared/kernel/secret.ts";

const LOCAL = {
  apiUrl: "http://127.0.0.1:4750/api",
  managementKey: "kf_mgmt_local",
  workspaceId: "a0000000-0000-4000-8000-000000000001",
  commandQueueUrl: "c",
  importQueueUrl: "i",
  tableName: "t",
  eventBusName: "e",
  intakeKeyId: "k",
  vaultKeyId: "v",
  archiveQueueUrl: "a",
  auditArchiveName: "a",
  auditKeyId: "a",
  auditorName: "a",
  webhookSourcesPath: "w",
  awsEndpoint: "http://127.0.0.1:4750",
  region: "us-east-1",
};

let home: string;
let environment: NodeJS.ProcessEnv;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "keyferry-home-"));
  environment = { KEYFERRY_CONFIG: join(home, "config.json") };
});
afterEach(() => rm(home, { recursive: true, force: true }));

const writeProfiles = async (profiles: object, mode = 0o600) => {
  await writeFile(join(home, "config.json"), JSON.stringify({ profiles }));
  await chmod(join(home, "config.json"), mode);
};
const startLocal = async () => {
  await mkdir(join(home, ".local"));
  await writeFile(join(home, ".local", "outputs.json"), JSON.stringify(LOCAL));
};

describe("settings", () => {
  it("the settings are those of the local stack where nothing else is named, found from below", async () => {
    await startLocal();
    await mkdir(join(home, "deep", "er"), { recursive: true });
    const settings = await readSettings({}, environment, join(home, "deep", "er"));
    expect(settings).toMatchObject({
      apiUrl: LOCAL.apiUrl,
      workspaceId: LOCAL.workspaceId,
      region: "us-east-1",
    });
    expect(settings.managementKey && reveal(settings.managementKey)).toBe("kf_mgmt_local");
  });

  it("the settings come from flags, then the environment, then the profile; a named one is not the local one", async () => {
    await startLocal();
    await writeProfiles({
      default: { api_url: "https://profile.example/", stack: "profile", region: "eu-west-1" },
    });
    const named = { ...environment, KEYFERRY_STACK: "environment", KEYFERRY_MANAGEMENT_KEY: "kf_mgmt_own" };
    const settings = await readSettings({ apiUrl: "https://flag.example/" }, named, home);
    expect(settings).toMatchObject({
      apiUrl: "https://flag.example",
      stack: "environment",
      region: "eu-west-1",
      local: undefined,
    });
    expect(settings.managementKey && reveal(settings.managementKey)).toBe("kf_mgmt_own");
    expect(JSON.stringify(settings)).not.toContain("kf_mgmt");
  });

  it("the settings are those of the profile that is named, and a wrong profile is told what is wrong with it", async () => {
    await writeProfiles({ prod: { stack: "keyferry-prod" }, odd: { colour: "red" } });
    await expect(readSettings({ profile: "prod" }, environment, home)).rejects.toThrow(
      "profiles.odd.colour is not a known field",
    );
    await writeProfiles({ prod: { stack: "keyferry-prod" } });
    expect(await readSettings({ profile: "prod" }, environment, home)).toMatchObject({
      stack: "keyferry-prod",
    });
    await expect(readSettings({ profile: "test" }, environment, home)).rejects.toThrow('no profile "test"');
  });

  it("a management key in a file that others may read is refused, without repeating it", async () => {
    await writeProfiles({ default: { management_key: "kf_mgmt_secret" } }, 0o644);
    const failure = readSettings({}, environment, home);
    await expect(failure).rejects.toThrow("chmod 600");
    await expect(failure).rejects.not.toThrow("kf_mgmt_secret");
  });
});
