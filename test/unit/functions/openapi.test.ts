import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { openapiDocument } from "../../../functions/api/openapi/document.ts";
import { createBody, type DoorWorld, doorWorld } from "../../support/door-world.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document is looked into by path
type Any = any;

const committed: Any = JSON.parse(
  readFileSync(new URL("../../../docs/openapi.json", import.meta.url), "utf8"),
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
  it("is what the schemas say now (npm run openapi writes it)", () => {
    expect(JSON.stringify(committed)).toBe(JSON.stringify(document));
  });

  it("is served as it is, to anyone", async () => {
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

  it("describes every field of every object", () => {
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

  it("names the methods that a path answers to, and each path answers 405 to any other", async () => {
    const world = doorWorld();
    for (const [path, item] of Object.entries<Any>(document.paths)) {
      const url = path.replace("{id}", "c0000000-0000-4000-8000-000000000001");
      const documented = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((name) => item[name.toLowerCase()]);
      const refused = await world.request("PUT", url);
      expect([path, refused.status, refused.headers.get("allow")]).toEqual([
        path,
        405,
        documented.join(", "),
      ]);
    }
  });
});

describe("an answer", () => {
  let world: DoorWorld;
  beforeEach(() => {
    world = doorWorld();
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
  it("of each operation is as the document describes it", async () => {
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
});
