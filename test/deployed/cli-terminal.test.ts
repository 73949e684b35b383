import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROJECT } from "../../infra/local/deploy.ts";
import { keyferryCli } from "../support/clients/keyferry-cli.ts";
import { newCanary } from "../support/deployed/canary.ts";
import { deployment, eventually, newTenant } from "../support/deployed/deployment.ts";

/* What the command does at a terminal, and what it leaves to pipes. */

const MAIN = fileURLToPath(new URL("../../cli/main.ts", import.meta.url));
const PYTHON = join(PROJECT, ".local/python/bin/python");

/** Runs a command on a pseudo-terminal, types an answer once it asks, and prints what the terminal shows. */
const ON_TERMINAL = `
import os, pty, sys
answer, command = sys.argv[1], sys.argv[2:]
pid, terminal = pty.fork()
if pid == 0: os.execvp(command[0], command)
shown = b""
try:
  while True:
    chunk = os.read(terminal, 4096)
    if not chunk: break
    if answer and b"[y/N]" in shown + chunk: os.write(terminal, (answer + "\\n").encode()); answer = ""
    shown += chunk
except OSError: pass
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

let cli: Awaited<ReturnType<typeof keyferryCli>>;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  cli = await keyferryCli(deployment);
  const { workspaceId, token } = await newTenant();
  environment = { KEYFERRY_MANAGEMENT_KEY: token, KEYFERRY_WORKSPACE: workspaceId };
});
afterAll(() => cli.remove());

/** Without a management key of its own, the command uses the one that it finds. */
const onTerminal = (answer: string, args: readonly string[], own: NodeJS.ProcessEnv = {}) =>
  new Promise<{ readonly status: number; readonly shown: string }>((resolve) => {
    const named = own.KEYFERRY_MANAGEMENT_KEY === undefined ? {} : { KEYFERRY_API_URL: deployment.apiUrl };
    execFile(
      PYTHON,
      ["-c", ON_TERMINAL, answer, process.execPath, MAIN, ...args],
      { cwd: cli.directory, env: { PATH: process.env.PATH, HOME: cli.directory, ...named, ...own } },
      (error, shown) => resolve({ status: error === null ? 0 : Number(error.code), shown }),
    );
  });

const put = async (key: string, ...args: readonly string[]): Promise<string> => {
  const { stdout } = await cli.run(["put", "openai", "--json", ...args], key, environment);
  return JSON.parse(stdout).data.id;
};

describe("keyferry open", () => {
  it("a key comes back as it was given, into a pipe or into a new file of its reader alone", async () => {
    const key = newCanary();
    const id = await put(key, "--disabled");
    const piped = await cli.run(["open", id]);
    expect([piped.status, piped.stdout]).toEqual([0, key]);
    expect(piped.stderr).toContain("is disabled");

    const filed = await cli.run(["open", id, "--key-file", "key.txt"]);
    expect([filed.status, filed.stdout]).toEqual([0, `Opened: ${id}\n`]);
    expect(await readFile(cli.path("key.txt"), "utf8")).toBe(key);
    expect((await stat(cli.path("key.txt"))).mode & 0o777).toBe(0o600);
    const again = await cli.run(["open", id, "--key-file", "key.txt"]);
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining("exists already")]);

    expect(JSON.parse((await cli.run(["open", id, "--json"])).stdout)).toMatchObject({ id, key });
    expect((await cli.run(["delete", id], "", environment)).status).toBe(0);
    expect((await cli.run(["open", id])).status).toBe(5);
    expect((await cli.run(["open", "no id"])).status).toBe(5);
  });

  it("a terminal shows a key only to who agreed", async () => {
    const key = newCanary();
    const id = await put(key);
    const refused = await onTerminal("n", ["open", id]);
    expect(refused.status).toBe(130);
    expect(refused.shown).not.toContain(key);
    const agreed = await onTerminal("y", ["open", id]);
    expect([agreed.status, agreed.shown]).toEqual([0, expect.stringContaining(key)]);
  });
});

describe("keyferry delete", () => {
  it("a terminal is asked before a key is wiped, and a script is not", async () => {
    const id = await put(newCanary(), "--name", "to be kept");
    const refused = await onTerminal("", ["delete", id, "--yes", "--help"], environment);
    expect(refused.status).toBe(0);
    const kept = await onTerminal("n", ["delete", id], environment);
    expect([kept.status, kept.shown]).toEqual([130, expect.stringContaining("to be kept")]);
    expect((await cli.run(["get", id], "", environment)).status).toBe(0);
    const gone = await onTerminal("y", ["delete", id], environment);
    expect([gone.status, gone.shown]).toEqual([0, expect.stringContaining(`Deleted: ${id}`)]);
  });
});

describe("keyferry update", () => {
  it("a credential is renamed, disabled, restricted and freed again, and keeps its key", async () => {
    const id = await put(newCanary(), "--name", "before");
    const update = async (...args: readonly string[]) =>
      JSON.parse((await cli.run(["update", id, "--json", ...args], "", environment)).stdout).data;
    const changed = await update("--name", "after", "--disabled", "--allow-model", "a", "b");
    expect(changed).toMatchObject({ name: "after", disabled: true, allowed_models: ["a", "b"] });
    const freed = await update("--no-name", "--no-disabled", "--no-allow-model");
    expect(freed).toMatchObject({ name: null, disabled: false, allowed_models: null });
    const listed = await cli.run(["list"], "", environment);
    expect(listed.stdout).toMatch(new RegExp(`${id}.* active `));
    const nothing = await cli.run(["update", id], "", environment);
    expect([nothing.status, nothing.stderr]).toEqual([2, expect.stringContaining("nothing is to change")]);
  });
});

describe("providers", () => {
  it("a mistyped provider is told before anybody is asked for a key", async () => {
    const asked = await onTerminal("", ["put", "openia"], environment);
    expect(asked.status).toBe(3);
    expect(asked.shown).toContain("did you mean openai?");
    expect(asked.shown).not.toContain("not shown");
  });
});

describe("events as they happen", () => {
  it("a change shows up in keyferry watch, and in keyferry events --follow", async () => {
    const id = await put(newCanary());
    const watching = cli.start(["watch", "--since", new Date().toISOString()]);
    const following = cli.start(["events", id, "--follow"], "", environment);
    const shown = { watch: "", follow: "" };
    watching.process.stdout?.on("data", (chunk) => (shown.watch += chunk));
    following.process.stdout?.on("data", (chunk) => (shown.follow += chunk));
    await cli.run(["update", id, "--disabled"], "", environment);
    await eventually(async () => shown.follow.includes("credential.updated"));
    await eventually(async () => new RegExp(`credential.updated .*${id}`).test(shown.watch), 50);
    watching.process.kill("SIGINT");
    following.process.kill("SIGINT");
    expect([(await watching.result).status, (await following.result).status]).toEqual([130, 130]);
  });
});
