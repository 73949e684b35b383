import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../../shared/credentials/settings.ts";
import { runCli } from "../../../support/clients/spawn-cli.ts";
import { WORKSPACE } from "../../../support/data/fixtures.ts";

const A = "a0000000-0000-4000-8000-00000000000a";
const B = "b0000000-0000-4000-8000-00000000000b";
const G = "f0000000-0000-4000-8000-00000000000f";

const credential = (id: string, sort_order: number, settings: object) => ({
  ...{ id, provider: "openai", workspace_id: id === G ? null : WORKSPACE, label: "sk-...AbCd", sort_order },
  ...{ ...DEFAULT_SETTINGS, declared_region: null, created_at: "2026-11-27T10:00:00.000Z", ...settings },
});
const own = [credential(A, 1, { allowed_models: ["gpt-4o"], is_required: true }), credential(B, 2, {})];
const global = [credential(G, 3, { disabled: true })];

/** An API with two credentials of a workspace and a global one, which only one management key may list. */
const server = createServer(({ url = "", headers }, response) => {
  const isGlobal = new URL(url, "http://localhost").searchParams.get("workspace_id") === "global";
  const data = isGlobal ? global : own;
  const isForbidden = isGlobal && headers.authorization !== "Bearer kf_mgmt_all";
  response.statusCode = isForbidden ? 403 : 200;
  const error = { code: 403, message: "not this workspace", metadata: { request_id: "1" } };
  response.end(JSON.stringify(isForbidden ? { error } : { data, total_count: data.length }));
});
beforeAll(() => new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve)));
afterAll(() => void server.close());

const resolve = (model: string, key: string, ...flags: readonly string[]) =>
  runCli(["resolve", "--provider", "openai", "--model", model, "--workspace", WORKSPACE, ...flags], {
    environment: {
      KEYFERRY_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      KEYFERRY_MANAGEMENT_KEY: key,
    },
  });

it("the command shows the order and the reasons as a router has them", async () => {
  const { status, out } = await resolve("gpt-4o", "kf_mgmt_all", "--explain", "--json");
  expect(status).toBe(0);
  expect(JSON.parse(out)).toEqual({
    attempts: [A, B].map((credential_id) =>
      expect.objectContaining({ section: "prioritized", credential_id }),
    ),
    excluded: [{ credential_id: G, provider: "openai", reason: "disabled" }],
    shared_excluded: [{ provider: "openai", reason: "is_required", credential_id: A }],
  });
});

it("a model that the filter does not have leaves shared capacity after the other credential", async () => {
  const { out } = await resolve("gpt-4o-mini", "kf_mgmt_all");
  expect(out).toMatch(new RegExp(`1 +openai +prioritized +${B}.*\\n2 +openai +shared`));
  expect(out).not.toContain(A);
});

it("a management key that may not list global credentials is told that they do not count", async () => {
  const { status, out, err } = await resolve("gpt-4o", "kf_mgmt_one", "--explain");
  expect([status, err]).toEqual([0, expect.stringContaining("may not list global credentials")]);
  expect(out).not.toContain(G);
});

it("a hash of another form is refused without being repeated, since it may be the key itself", async () => {
  const { status, err } = await resolve("gpt-4o", "kf_mgmt_all", "--api-key-hash", "not-a-hash-but-a-secret");
  expect([status, err.includes("not-a-hash")]).toEqual([2, false]);
});
