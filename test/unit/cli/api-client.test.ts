import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { apiClient } from "../../../cli/api-client.ts";
import type { Settings } from "../../../cli/settings.ts";
import { Secret } from "../../../shared/kernel/secret.ts";

const settings = (apiUrl: string): Settings => ({
  json: false,
  apiUrl,
  stack: undefined,
  region: undefined,
  managementKey: new Secret("kf_mgmt_of-the-test"),
  workspaceId: undefined,
  extraProviders: [],
  local: undefined,
});

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A server on loopback that answers all requests alike, and what it was asked. */
async function listen(status: number, headers: Record<string, string>) {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    response.writeHead(status, headers).end('{"data":null}');
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

describe("the address that keys are sent to", () => {
  it.each([
    "http://api.example.com",
    "http://127.0.0.1.example.com",
    "http://10.0.0.1",
    "ftp://127.0.0.2.example",
  ])("must have TLS: not %s", async (url) => {
    await expect(apiClient(settings(url))).rejects.toMatchObject({ name: "UsageError" });
  });

  it.each(["https://api.example.com", "http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"])(
    "may be %s",
    async (url) => {
      await expect(apiClient(settings(url))).resolves.toBeTypeOf("function");
    },
  );

  it("is the only one: a redirection is not followed, so that neither key nor token goes elsewhere", async () => {
    const elsewhere = await listen(200, {});
    const api = await listen(307, { location: `${elsewhere.url}/byok` });
    const call = await apiClient(settings(api.url));
    const body = { type: "application/json", text: '{"key":"a raw key"}' };
    await expect(call({ method: "POST", path: "/byok", body })).rejects.toThrow("the API answered 307");
    expect(api.requests).toHaveLength(1);
    expect(elsewhere.requests).toEqual([]);
  });
});
