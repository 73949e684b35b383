import { chmod } from "node:fs/promises";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyferryCli } from "../support/clients/keyferry-cli.ts";
import { leaks } from "../support/data/disguises.ts";
import { newCanary, processArguments } from "../support/deployed/canary.ts";
import {
  deployment,
  eventually,
  newKey,
  newTenant,
  openStored,
  sqs,
} from "../support/deployed/deployment.ts";
import { partsOf } from "../support/deployed/redeem.ts";

let cli: Awaited<ReturnType<typeof keyferryCli>>;
beforeAll(async () => {
  cli = await keyferryCli(deployment);
});
afterAll(() => cli.remove());

const json = async (args: readonly string[], input = "", environment: NodeJS.ProcessEnv = {}) =>
  JSON.parse((await cli.run(["--json", ...args], input, environment)).stdout);

describe("keyferry", () => {
  it("the CLI puts, shows, rotates and deletes a credential, and never prints or keeps its key", async () => {
    const { workspaceId, token } = await newTenant();
    const environment = { KEYFERRY_MANAGEMENT_KEY: token, KEYFERRY_WORKSPACE: workspaceId };
    const [first, second] = [newCanary(), newCanary()];
    const outputs: string[] = [];
    const run = async (args: readonly string[], input = "") => {
      const running = cli.start(args, input, environment);
      expect(leaks({ processes: await processArguments() }, [first, second, token])).toEqual([]);
      const result = await running.result;
      outputs.push(result.stdout, result.stderr);
      return result;
    };
    expect((await run(["put", "openai", "--name", "by hand", "--disabled"], `${first}\n`)).stdout).toMatch(
      /^Stored:/,
    );
    const [credential] = (await json(["list"], "", environment)).data;
    expect(credential).toMatchObject({ name: "by hand", disabled: true, workspace_id: workspaceId });
    expect(await openStored(credential.id)).toBe(first);
    await cli.write("key.txt", second);
    expect((await run(["rotate", credential.id, "--key-file", "key.txt"])).status).toBe(0);
    expect(await openStored(credential.id)).toBe(second);
    expect((await run(["get", credential.id])).stdout).toContain("by hand");
    expect((await run(["events", credential.id])).stdout).toMatch(
      /credential\.rotated[\s\S]*credential\.created/,
    );
    expect((await run(["delete", credential.id])).stdout).toBe(`Deleted: ${credential.id}\n`);
    expect((await run(["get", credential.id])).status).toBe(5);
    const files = await cli.filesWritten(["key.txt"]);
    expect(leaks({ outputs: outputs.join("\n"), files }, [first, second, token])).toEqual([]);
  });

  it("the CLI seals a key that the worker opens, for its workspace and provider alone", async () => {
    const { workspaceId, api } = await newTenant();
    const key = newKey();
    const sealed = await json(["seal", "openai", "--workspace", workspaceId], key);
    const message = { version: 1, type: "credential.import", row: 1, requested_at: new Date().toISOString() };
    const send = (import_id: string, overrides: object = {}) =>
      sqs.send(
        new SendMessageCommand({
          QueueUrl: deployment.importQueueUrl,
          MessageBody: JSON.stringify({ ...message, ...sealed, import_id, ...overrides }),
          MessageGroupId: workspaceId,
        }),
      );
    const [good, moved] = ["e0000000-0000-4000-8000-000000000001", "e0000000-0000-4000-8000-000000000002"];
    await send(good);
    await send(moved, { provider: "mistral" });
    const failed = await eventually(async () => {
      const { status, body } = await api("GET", `/byok/imports/${moved}`);
      return status === 200 && body.data.rejected === 1 && body.data;
    });
    expect(failed.failures[0].code).toBe("seal_mismatch");
    await eventually(async () => (await api("GET", "/byok")).body.total_count === 1);
    expect(await openStored((await api("GET", "/byok")).body.data[0].id)).toBe(key);
  });

  it("the CLI creates, lists and revokes management keys", async () => {
    const { workspaceId } = await newTenant();
    const made = await json(["keys", "create", "--name", "ops", "--workspace", workspaceId]);
    expect(made).toMatchObject({ name: "ops", workspaces: [workspaceId], default_workspace_id: workspaceId });
    const list = await cli.run(["keys", "list"]);
    expect(list.stdout).toContain(made.id);
    expect(list.stdout).not.toContain(made.management_key);
    const environment = { KEYFERRY_MANAGEMENT_KEY: made.management_key, KEYFERRY_WORKSPACE: workspaceId };
    expect((await cli.run(["list"], "", environment)).status).toBe(0);
    expect((await cli.run(["keys", "revoke", made.id])).stdout).toBe(`Revoked: ${made.id}\n`);
    expect((await cli.run(["keys", "revoke", made.id])).status).toBe(5);
    expect((await json(["keys", "list"])).data.map(({ id }: { id: string }) => id)).not.toContain(made.id);
  });

  it("the CLI makes, lists and revokes an intake link, whose URL is alone on standard output and in no list", async () => {
    const { workspaceId, token, api } = await newTenant();
    const environment = { KEYFERRY_MANAGEMENT_KEY: token, KEYFERRY_WORKSPACE: workspaceId };
    const run = (...args: readonly string[]) => cli.run(["links", ...args], "", environment);
    const made = await run("create", "openai", "--name", "theirs", "--expires-in", "7d");
    expect(made.status).toBe(0);
    expect(made.stdout).toMatch(/^http\S+\/in\/[\w-]{36}#[\w-]{43}\.[\w-]{43}\n$/);
    const { id, token: secret } = partsOf(made.stdout.trim());
    expect(made.stderr).toContain(`keyferry links revoke ${id}`);
    const listed = await run("list");
    expect(listed.stdout).toContain(`${id}  open`);
    expect(listed.stdout).not.toContain(secret);
    const [link] = (await json(["links", "list"], "", environment)).data;
    expect(Date.parse(link.expires_at) - Date.parse(link.created_at)).toBeGreaterThan(6.9 * 86_400_000);
    expect((await run("revoke", id)).stdout).toBe(`Revoked: ${id}\n`);
    expect((await api("GET", `/byok/links/${id}`)).body.data.status).toBe("revoked");
    expect((await run("create")).status).toBe(2);
    expect((await run("create", "openai", "--rotate", id)).status).toBe(2);
    expect((await run("create", "openai", "--expires-in", "a week")).status).toBe(2);
    expect((await run("create", "openai", "--return-url", "https://evil.example.com/")).status).toBe(3);
    expect((await run("create", "--rotate", id)).status).toBe(5);
  });

  it("the CLI counts dead letters, and sends them back", async () => {
    expect(await json(["redrive", "imports", "--count"])).toEqual({ queue: "imports", waiting: 0 });
    expect(await json(["redrive", "commands"])).toEqual({ queue: "commands", moved: 0 });
  });

  it.each([
    ["an unknown command", ["frobnicate"], {}, 2],
    ["a number that is none", ["list", "--limit", "many"], {}, 2],
    ["a profile that is not there", ["list", "--profile", "nowhere"], {}, 2],
    ["a file that is not there", ["import", "nowhere.csv"], {}, 2],
    ["a refused key", ["put", "openai"], {}, 3],
    ["a wrong management key", ["list"], { KEYFERRY_MANAGEMENT_KEY: "kf_mgmt_wrong" }, 4],
    [
      "a workspace of somebody else",
      ["list"],
      { KEYFERRY_WORKSPACE: "global", KEYFERRY_MANAGEMENT_KEY: "x" },
      4,
    ],
    ["a credential that is not there", ["get", "c0000000-0000-4000-8000-000000000001"], {}, 5],
    ["a deployment that does not answer", ["list"], { KEYFERRY_API_URL: "http://127.0.0.1:9" }, 7],
  ])(
    "the CLI exits with its own code for %s, in words without a stack",
    async (_, args, environment, status) => {
      const result = await cli.run(args, "changeme", environment);
      expect([result.status, result.stdout]).toEqual([status, ""]);
      expect(result.stderr).not.toMatch(/^\s+at |node:internal|changeme/m);
      expect(result.stderr.trim()).not.toBe("");
    },
  );

  it("the CLI sends neither key nor token by a file that others could have written", async () => {
    const victim = await keyferryCli(deployment);
    try {
      const file = victim.path(".local/outputs.json");
      await chmod(file, 0o666);
      const result = await victim.run(["put", "openai"], newKey());
      expect(result.status).toBe(2);
      expect(result.stderr).toContain(`others may write ${file}: chmod go-w ${file}`);
      await chmod(file, 0o600);
      expect((await victim.run(["put", "openai", "--json"], newKey())).status).toBe(0);
      const foreign = await victim.run(["list"], "", {
        KEYFERRY_MANAGEMENT_KEY: "kf_mgmt_of-another-deployment",
        KEYFERRY_API_URL: undefined,
      });
      expect(foreign.status).toBe(2);
      expect(foreign.stderr).toContain("KEYFERRY_MANAGEMENT_KEY is not sent");
    } finally {
      await victim.remove();
    }
  });

  it("the CLI has help for every command", async () => {
    const commands = [
      "put",
      "list",
      "get",
      "rotate",
      "delete",
      "events",
      "import",
      "imports",
      "seal",
      "keys",
      "redrive",
      "audit",
      "doctor",
      "webhooks",
    ];
    const help = (await cli.run(["--help"])).stdout;
    for (const command of commands) {
      expect(help).toContain(`  ${command}`);
      expect((await cli.run([command, "--help"])).status).toBe(0);
    }
  });
});
