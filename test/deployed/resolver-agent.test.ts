import { once } from "node:events";
import { readFile, stat } from "node:fs/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keyferryCli, type RunningCli } from "../support/clients/keyferry-cli.ts";
import { leaks } from "../support/data/disguises.ts";
import { newCanary } from "../support/deployed/canary.ts";
import { deployment, eventually, newTenant } from "../support/deployed/deployment.ts";

let cli: Awaited<ReturnType<typeof keyferryCli>>;
let agent: RunningCli;
let address: string;
let token: string;

beforeAll(async () => {
  cli = await keyferryCli(deployment);
  agent = cli.start(["--json", "resolver", "--port", "0", "--token-file", cli.path("token")]);
  const [line] = await once(agent.process.stdout as NodeJS.ReadableStream, "data");
  ({ address } = JSON.parse(String(line)));
  token = (await readFile(cli.path("token"), "utf8")).trim();
});
afterAll(async () => {
  agent.process.kill("SIGTERM");
  await agent.result;
  await cli.remove();
});

const call = async (path: string, body: object, headers: Record<string, string> = {}) => {
  const response = await fetch(`${address}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-keyferry-token": token, ...headers },
    body: JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the test finds out
  return { status: response.status, body: (await response.json()) as any };
};

const request = (workspace: string) => ({ workspace, providers: ["openai"], model: "gpt-4o" });

it("the agent hands a router the keys of a workspace, passes on its report, sees a rotation, and says no key but in its answer", async () => {
  const { api, workspaceId } = await newTenant();
  const [first, second] = [newCanary(), newCanary()];
  const created = await api("POST", "/byok", { provider: "openai", key: first });
  const { id } = created.body.data;
  await eventually(async () => (await call("/v1/resolve", request(workspaceId))).body.attempts.length === 2);
  const { body } = await call("/v1/resolve", request(workspaceId));
  expect(body.attempts).toMatchObject([
    { kind: "credential", provider: "openai", credential_id: id, key: first },
    { kind: "shared", provider: "openai" },
  ]);
  const report = { credential_id: id, key_version: body.attempts[0].key_version, status: 401 };
  expect((await call("/v1/report", report)).status).toBe(202);
  const used = await eventually(async () => {
    const { data } = (await api("GET", `/byok/${id}`)).body;
    return data.last_used_at !== null && data;
  });
  expect(used.last_hour).toMatchObject({ key_version: 1, outcomes: { unauthorized: 1 } });

  expect((await api("PATCH", `/byok/${id}`, { key: second })).status).toBe(200);
  const acknowledged = performance.now();
  await eventually(
    async () => (await call("/v1/resolve", request(workspaceId))).body.attempts[0].key === second,
  );
  expect(performance.now() - acknowledged).toBeLessThan(5_500);
});

it("a caller without the token gets nothing, and the token's file is its owner's alone", async () => {
  const { workspaceId } = await newTenant();
  const refused = await call("/v1/resolve", request(workspaceId), { "x-keyferry-token": "kf_agent_guess" });
  expect(refused.status).toBe(401);
  expect((await stat(cli.path("token"))).mode & 0o777).toBe(0o600);
});

it("an agent that is told to end ends in order, and has logged no key", async () => {
  const own = cli.start(["--json", "resolver", "--port", "0", "--token-file", cli.path("token")]);
  const [line] = await once(own.process.stdout as NodeJS.ReadableStream, "data");
  const { api, workspaceId } = await newTenant();
  const key = newCanary();
  await api("POST", "/byok", { provider: "openai", key });
  const there = JSON.parse(String(line)).address;
  const headers = { "content-type": "application/json", "x-keyferry-token": token };
  await eventually(async () => {
    const body = JSON.stringify(request(workspaceId));
    const answer = await fetch(`${there}/v1/resolve`, { method: "POST", headers, body });
    return (await answer.text()).includes(key);
  });
  own.process.kill("SIGTERM");
  const { status, stdout, stderr } = await own.result;
  expect(status).toBe(0);
  expect(leaks({ stdout, stderr }, [key, token])).toEqual([]);
});
