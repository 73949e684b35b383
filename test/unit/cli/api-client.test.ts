import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import { apiClient } from "../../../cli/api-client.ts";
import type { CliSettings } from "../../../cli/settings.ts";
import { credentialPageSchema } from "../../../shared/credentials/requests/answers.ts";
import { Secret } from "../../../shared/kernel/secret.ts";
import { rawKey } from "../../support/data/fixtures.ts";
import { localOutputs } from "../../support/data/local-outputs.ts";
import { createBody, doorWorld } from "../../support/worlds/door-world.ts";

const settings = (apiUrl: string, overrides: Partial<CliSettings> = {}): CliSettings => ({
  json: false,
  apiUrl,
  stack: undefined,
  region: undefined,
  managementKey: new Secret("kf_mgmt_of-the-test"),
  workspaceId: undefined,
  extraProviders: [],
  local: undefined,
  refusedFile: undefined,
  refusedKey: undefined,
  ...overrides,
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server on loopback that answers all requests alike, and what it was asked. */
async function listen(status: number, body: unknown, headers: Record<string, string> = {}) {
  const requests: IncomingMessage[] = [];
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const server = createServer((request, response) => {
    requests.push(request);
    response.writeHead(status, headers).end(text);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const anything = z.unknown();

describe("the address that keys are sent to", () => {
  it.each([
    "http://api.example.com",
    "http://127.0.0.1.example.com",
    "http://10.0.0.1",
    "ftp://127.0.0.2.example",
  ])("the address %s is refused, because it has no TLS", async (url) => {
    await expect(apiClient(settings(url))).rejects.toMatchObject({ name: "UsageError" });
  });

  it.each(["https://api.example.com", "http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"])(
    "the address %s is accepted",
    async (url) => {
      await expect(apiClient(settings(url))).resolves.toBeTypeOf("function");
    },
  );

  it("an address without TLS is refused although a local deployment has it", async () => {
    const local = { ...localOutputs, apiUrl: "http://10.0.0.1" };
    await expect(apiClient(settings(local.apiUrl, { local }))).rejects.toMatchObject({ name: "UsageError" });
  });

  it("a text that is no address is refused", async () => {
    await expect(apiClient(settings("not an address"))).rejects.toMatchObject({ name: "UsageError" });
  });

  it("a redirection is not followed, so that neither key nor token goes elsewhere", async () => {
    const elsewhere = await listen(200, { data: null });
    const api = await listen(307, { data: null }, { location: `${elsewhere.url}/byok` });
    const call = await apiClient(settings(api.url));
    const body = { type: "application/json", text: '{"key":"a raw key"}' };
    await expect(call({ method: "POST", path: "/byok", body }, anything)).rejects.toThrow(
      "the API answered 307",
    );
    expect(api.requests).toHaveLength(1);
    expect(elsewhere.requests).toEqual([]);
  });
});

describe("answers of the API", () => {
  it("an answer is what its schema makes of it", async () => {
    const { post, get } = doorWorld();
    await post(createBody());
    const { body } = await get("/byok");
    const api = await listen(200, { ...body, more: true });
    const page = await (await apiClient(settings(api.url)))({ path: "/byok" }, credentialPageSchema);
    expect(page).toEqual(body);
  });

  it("an answer that does not fit its schema is an error that names fields, and never a value", async () => {
    const { post, get } = doorWorld();
    await post(createBody());
    const { data } = (await get("/byok")).body;
    const secret = rawKey(7);
    const odd = { data: [{ ...data[0], label: [secret], sort_order: secret }], total_count: secret };
    const api = await listen(200, odd);
    const call = (await apiClient(settings(api.url)))({ path: "/byok" }, credentialPageSchema);
    const error = await call.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: "KeyferryError",
      kind: "internal",
      message: "the API's answer is not what this version of keyferry expects",
      fields: [
        { path: "data.0.label", reason: "must be a string" },
        { path: "data.0.sort_order", reason: "must be a number" },
        { path: "total_count", reason: "must be a number" },
      ],
    });
    expect(JSON.stringify(error)).not.toContain(secret);
  });

  it.each(["<html>", ""])("an answer that is no JSON is such an error as well: %j", async (text) => {
    const api = await listen(200, text);
    const call = (await apiClient(settings(api.url)))({ path: "/byok" }, credentialPageSchema);
    await expect(call).rejects.toMatchObject({
      kind: "internal",
      fields: [{ path: "answer", reason: "must be an object" }],
    });
  });
});

describe("refusals of the API", () => {
  it("a refusal is an error with the API's own message and fields", async () => {
    const { post } = doorWorld();
    const refused = await post({ key: rawKey(), provider: "opnai" });
    const api = await listen(refused.status, refused.body);
    const call = (await apiClient(settings(api.url)))({ path: "/byok" }, anything);
    await expect(call).rejects.toMatchObject({
      kind: "invalid_request",
      message: "Invalid request parameters",
      fields: [{ path: "provider", reason: "is not a known provider slug" }],
    });
  });

  it("a refusal in another form than the API's is told by its status", async () => {
    const api = await listen(413, { message: "Request Entity Too Large" });
    const call = (await apiClient(settings(api.url)))({ path: "/byok" }, anything);
    await expect(call).rejects.toMatchObject({
      kind: "payload_too_large",
      message: "the API answered 413",
      fields: [],
    });
  });

  it("an answer that does not come is given up, and asked for again", async () => {
    let asked = 0;
    const silent = createServer(() => {
      asked += 1;
    });
    servers.push(silent);
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const call = await apiClient(settings(url), async () => {}, 200);
    await expect(call({ path: "/byok" }, anything)).rejects.toMatchObject({ kind: "unavailable" });
    expect(asked).toBe(5);
    silent.closeAllConnections();
  });

  it("a refusal is not tried again, and a failure is", async () => {
    const [refusing, failing] = [await listen(409, {}), await listen(500, {})];
    const pauses: number[] = [];
    const clientOf = (url: string) => apiClient(settings(url), async (pause) => void pauses.push(pause));
    const refused = (await clientOf(refusing.url))({ path: "/byok" }, anything);
    await expect(refused).rejects.toMatchObject({ kind: "conflict" });
    const failed = (await clientOf(failing.url))({ path: "/byok" }, anything);
    await expect(failed).rejects.toMatchObject({ kind: "unavailable" });
    expect([refusing.requests.length, failing.requests.length, pauses.length]).toEqual([1, 5, 4]);
  });
});
