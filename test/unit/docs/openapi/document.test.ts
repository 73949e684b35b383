import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { openapiDocument } from "../../../../docs/openapi/document.ts";
import {
  createRequestSchema,
  updateRequestSchema,
} from "../../../../shared/credentials/credential-request.ts";
import { importMessageSchema } from "../../../../shared/imports/import-message.ts";
import { linkRequestSchema } from "../../../../shared/links/link-request.ts";
import { providerSlugs } from "../../../../shared/providers/slug.ts";
import { readWebhookEvent } from "../../../../shared/webhooks/read-webhook-event.ts";
import { webhookEventSchemas } from "../../../../shared/webhooks/webhook-event.ts";
import { rawKey, WORKSPACE } from "../../../support/data/fixtures.ts";
import { START } from "../../../support/fakes/manual-clock.ts";
import { createBody, doorWorld } from "../../../support/worlds/door-world.ts";
import { SOURCE, webhookWorld } from "../../../support/worlds/webhook-world.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document is looked into by path
type Any = any;

const committed: Any = JSON.parse(
  readFileSync(new URL("../../../../docs/openapi.json", import.meta.url), "utf8"),
);
const document: Any = JSON.parse(JSON.stringify(openapiDocument));

/** What a local reference names. */
const resolve = (node: Any): Any =>
  node?.$ref === undefined
    ? node
    : node.$ref
        .slice(2)
        .split("/")
        .reduce((at: Any, name: string) => at[name], document);

const inlined = (node: Any): Any => {
  if (typeof node !== "object" || node === null) return node;
  if (Array.isArray(node)) return node.map(inlined);
  return Object.fromEntries(Object.entries(resolve(node)).map(([name, child]) => [name, inlined(child)]));
};

describe("docs/openapi.json", () => {
  it("the committed document is what the schemas say now (npm run openapi writes it)", () => {
    expect(JSON.stringify(committed)).toBe(JSON.stringify(document));
  });

  it("the document is served as it is, to anyone", async () => {
    const world = doorWorld();
    const text = JSON.stringify(committed);
    for (const base of ["", "/api/v1"]) {
      const init = { headers: { authorization: "" } };
      const answer = await world.request("GET", `${base}/openapi.json`, init, {
        openapiDocument: async () => text,
      });
      expect([answer.status, answer.text]).toEqual([200, text]);
      expect(answer.headers.get("content-type")).toBe("application/json");
    }
  });

  it("the document describes every field of every object", () => {
    const undescribed: string[] = [];
    const walk = (node: Any, path: string): void => {
      if (typeof node !== "object" || node === null) return;
      if (node.type === "object" && node.properties) {
        for (const [name, property] of Object.entries<Any>(node.properties)) {
          if (!resolve(property).description) undescribed.push(`${path}.${name}`);
        }
      }
      for (const [name, child] of Object.entries(node)) walk(child, `${path}/${name}`);
    };
    const { PublicKey: _, ...ours } = document.components.schemas;
    walk(ours, "schemas");
    walk(document.paths, "paths");
    expect(undescribed).toEqual([]);
  });

  it("the document names the methods that a path answers to, and each path answers 405 to any other", async () => {
    const [api, webhooks] = [doorWorld(), await webhookWorld()];
    for (const [path, item] of Object.entries<Any>(document.paths)) {
      const url = path.replace("{id}", "c0000000-0000-4000-8000-000000000001").replace("{source}", SOURCE);
      const documented = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((name) => item[name.toLowerCase()]);
      const refused = await (path.startsWith("/webhooks/") ? webhooks : api).request("PUT", url);
      expect([path, refused.status, refused.headers.get("allow")]).toEqual([
        path,
        405,
        documented.join(", "),
      ]);
    }
  });

  it("the document has all paths of the API, and says of those with an address of their own where they are", () => {
    expect(Object.keys(document.paths).toSorted()).toEqual([
      "/byok",
      "/byok/imports",
      "/byok/imports/{id}",
      "/byok/imports/{id}/results",
      "/byok/links",
      "/byok/links/{id}",
      "/byok/public-key",
      "/byok/{id}",
      "/byok/{id}/events",
      "/health",
      "/openapi.json",
      "/webhooks/{source}",
    ]);
    // The webhook function is not there under /api/v1.
    expect(document.paths["/webhooks/{source}"].servers).toMatchObject([{ url: "/" }]);
  });

  it("the document's examples are accepted by the schemas of the doors", () => {
    const slugs = providerSlugs([]);
    const bodyOf = (path: string, method: string) => {
      const [media] = Object.values<Any>(document.paths[path][method].requestBody.content);
      return Object.values<Any>(media.examples).map(({ value }) => value);
    };
    for (const example of bodyOf("/byok", "post")) createRequestSchema(slugs).parse(example);
    for (const example of bodyOf("/byok/{id}", "patch")) updateRequestSchema.parse(example);
    for (const example of bodyOf("/byok/links", "post")) linkRequestSchema(slugs).parse(example);
    for (const row of bodyOf("/byok/imports", "post").flat()) importMessageSchema.parse(row);
    for (const event of bodyOf("/webhooks/{source}", "post")) {
      expect(readWebhookEvent(JSON.stringify(event), webhookEventSchemas(slugs)).kind).toBe("event");
    }
  });
});

/** Checks an answer against the response that the document has for its status. */
const check = (path: string, method: string, answer: Any): void => {
  const response = resolve(document.paths[path][method].responses[answer.status]);
  expect(response, `${method} ${path} ${answer.status}`).toBeDefined();
  const schema = z.fromJSONSchema(inlined(response.content["application/json"].schema));
  expect(schema.safeParse(answer.body).error?.issues ?? []).toEqual([]);
  for (const [name, header] of Object.entries<Any>(response.headers)) {
    if (resolve(header).required) expect(answer.headers.get(name), name).not.toBeNull();
  }
};

describe("answers", () => {
  it("the answer of each operation on credentials is as the document describes it", async () => {
    const world = doorWorld();
    const created = await world.post(createBody());
    check("/byok", "post", created);
    const path = `/byok/${created.body.data.id}`;
    check("/byok", "get", await world.get("/byok"));
    check("/byok/{id}", "get", await world.get(path));
    check("/byok/{id}", "patch", await world.send("PATCH", path, { name: "renamed" }));
    check("/byok/{id}/events", "get", await world.get(`${path}/events`));
    check("/byok/{id}", "delete", await world.request("DELETE", path));
    check("/byok/public-key", "get", await world.get("/byok/public-key"));
    check("/health", "get", await world.get("/health"));
  });

  it("the answer of each operation on intake links is as documented, of a link that was used too", async () => {
    const { send, get, request, table } = doorWorld();
    const body = { provider: "openai", allowed_origins: ["https://app.example.com"] };
    const made = await send("POST", "/byok/links", body);
    check("/byok/links", "post", made);
    check("/byok/links", "post", await send("POST", "/byok/links", { ...body, expires_in: 1 }));
    check("/byok/links", "get", await get("/byok/links"));
    const { id } = made.body.data;
    check("/byok/links/{id}", "get", await get(`/byok/links/${id}`));
    check("/byok/links/{id}", "get", await get("/byok/links/nonsense"));
    check("/byok/links/{id}", "delete", await request("DELETE", `/byok/links/${id}`));
    const link = table.links.links.get(id);
    if (link !== undefined) table.links.links.set(id, { ...link, status: "redeemed" });
    check("/byok/links/{id}", "delete", await request("DELETE", `/byok/links/${id}`));
  });

  it("the answer of each operation on imports is as documented, with rows that went well and rows that did not", async () => {
    const { sealForImport, send, get } = doorWorld();
    const import_id = "e0000000-0000-4000-8000-000000000001";
    const seal = sealForImport(rawKey(), { workspace_id: WORKSPACE, provider: "openai" });
    const row = (n: number, sealed_key: string) => ({
      ...{ version: 1, type: "credential.import", import_id, row: n, total_rows: 2 },
      ...{ workspace_id: WORKSPACE, provider: "openai", sealed_key, requested_at: START.toISOString() },
    });
    const ndjson = { "content-type": "application/x-ndjson" };
    const rows = [row(1, seal), row(2, `${seal.slice(0, -4)}AAAA`)].map((one) => JSON.stringify(one));
    const path = `/byok/imports/${import_id}`;
    check("/byok/imports", "post", await send("POST", "/byok/imports", rows.join("\n"), ndjson));
    const refused = await send("POST", "/byok/imports", "{}", ndjson);
    expect(refused.status).toBe(400);
    check("/byok/imports", "post", refused);
    check("/byok/imports", "post", await send("POST", "/byok/imports", "{}"));
    const listed = await get("/byok/imports");
    expect(listed.body.data).toMatchObject([{ created: 1, failures: [{ row: 2 }] }]);
    check("/byok/imports", "get", listed);
    check("/byok/imports/{id}", "get", await get(path));
    check("/byok/imports/{id}", "get", await get("/byok/imports/nonsense"));
    check("/byok/imports/{id}/results", "get", await get(`${path}/results`));
  });

  it("every answer to a webhook is as documented: accepted, ignored, not valid, not signed, too large, wrong method", async () => {
    const world = await webhookWorld();
    const data = { external_id: "c-1", provider: "openai", key: rawKey() };
    const answers = [
      await world.send({ type: "credential.create", data }, "event-1"),
      await world.send({ type: "test.ping", data: {} }, "event-2"),
      await world.send({ type: "credential.create", data: {} }, "event-3"),
      await world.post("{}", {}),
      await world.post("x".repeat(65_537), {}),
    ];
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 400, 401, 413]);
    for (const answer of answers) check("/webhooks/{source}", "post", answer);
  });
});
