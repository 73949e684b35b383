import { expect, it } from "vitest";
import { serveConsole } from "../../../../cli/console/serve-console.ts";
import type { CliSettings } from "../../../../cli/settings.ts";
import { Secret } from "../../../../shared/kernel/secret.ts";

/** Nobody listens there. */
const SETTINGS: CliSettings = {
  json: false,
  apiUrl: "http://127.0.0.1:9/api",
  stack: undefined,
  region: undefined,
  managementKey: new Secret("kf_mgmt_of-this-test"),
  workspaceId: undefined,
  extraProviders: [],
  local: undefined,
  refusedFile: undefined,
  refusedKey: undefined,
};

async function start() {
  const ends = new AbortController();
  const links: string[] = [];
  let another = () => {};
  const served = serveConsole({
    settings: SETTINGS,
    version: "0.0.0",
    until: ends.signal,
    onLink: (link) => links.push(link),
    onRequest: (ask) => {
      another = ask;
    },
  });
  while (links.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const exchange = async (link: string) => {
    const { origin, hash } = new URL(link);
    return fetch(`${origin}/session`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ token: hash.slice(1) }),
    });
  };
  return { links, exchange, another: () => another(), end: () => ends.abort(), served };
}

it("a console gives another link when it is asked for one, in the place of the one before it", async () => {
  const { links, exchange, another, end, served } = await start();
  another();
  const [first = "", second = ""] = links;
  expect([(await exchange(first)).status, (await exchange(second)).status]).toEqual([401, 200]);
  end();
  await served;
});

it("a console with a management key alone says what needs AWS credentials, in words and without the key", async () => {
  const { links, exchange, end, served } = await start();
  const [link = ""] = links;
  const { session } = (await (await exchange(link)).json()) as { readonly session: string };
  const ask = (path: string) =>
    fetch(`${new URL(link).origin}${path}`, { headers: { "x-keyferry-session": session } });
  const { status, ...answer } = await ask("/api/health").then(async (response) => ({
    status: response.status,
    text: await response.text(),
  }));
  expect([status, JSON.parse(answer.text).error.message]).toEqual([
    403,
    "this needs AWS credentials: start the console with --stack, in place of --api-url",
  ]);
  const view = await (await ask("/api/deployment")).text();
  expect(JSON.parse(view)).toMatchObject({ stack: null, has_aws: false, workspace: "global" });
  expect(view).not.toContain("kf_mgmt_");
  end();
  await served;
});

it("a console ends in order when it is told to, and answers nobody afterwards", async () => {
  const { links, end, served } = await start();
  end();
  await served;
  await expect(fetch(new URL(links[0] ?? "").origin)).rejects.toThrow();
});
