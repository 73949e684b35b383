import { describe, expect, it } from "vitest";
import {
  createCommandSchema,
  deleteCommandSchema,
  updateCommandSchema,
} from "../../../shared/credentials/command.ts";
import { createRequestSchema, updateRequestSchema } from "../../../shared/credentials/credential-request.ts";
import { importMessageSchema } from "../../../shared/imports/import-message.ts";
import { meantName, shownName, UNKNOWN_NAME } from "../../../shared/kernel/known-names.ts";
import { eventHeadSchema, webhookEventSchemas } from "../../../shared/webhooks/webhook-event.ts";
import { createBody, doorWorld } from "../../support/worlds/door-world.ts";
import { webhookWorld } from "../../support/worlds/webhook-world.ts";
import { workerWorld } from "../../support/worlds/worker-world.ts";

/** Keys that look like names: letters and underscores alone. Made at run time, so that none is in this file. */
const letters = (length: number) =>
  Array.from({ length }, (_, index) => String.fromCharCode(97 + ((index * 7) % 26))).join("");
const KEYS = [`hf_${letters(34)}`, letters(32), letters(40), `sk_${letters(20)}`, letters(20).toUpperCase()];

const slugs = new Set(["openai"]);
const SCHEMAS = [
  createRequestSchema(slugs),
  updateRequestSchema,
  importMessageSchema,
  eventHeadSchema,
  ...Object.values(webhookEventSchemas(slugs)).flatMap((schema) => [schema, schema.shape.data]),
  ...[createCommandSchema, updateCommandSchema, deleteCommandSchema],
];

describe("names in messages", () => {
  it("every member of a schema of a door may be named", () => {
    const names = SCHEMAS.flatMap((schema) => Object.keys(schema.shape));
    expect(names.length).toBeGreaterThan(60);
    expect(names.filter((name) => shownName(name) !== name)).toEqual([]);
  });

  it.each(KEYS.map((_, index) => [index]))("no key of letters counts as a name: key %i", (index) => {
    expect(shownName(KEYS[index] ?? "")).toBe(UNKNOWN_NAME);
    expect(meantName(KEYS[index] ?? "")).toBeUndefined();
  });

  it("a name in another spelling leads to the known one", () => {
    expect([meantName("isFallback"), meantName("Provider"), meantName("provider")]).toEqual([
      "is_fallback",
      "provider",
      undefined,
    ]);
  });
});

describe("a key in the place of a name", () => {
  it("no answer and no log line of the API repeats a key that stands for a member, at any depth, once or twice", async () => {
    for (const key of KEYS) {
      const door = doorWorld();
      const bodies = [
        { ...createBody(), [key]: "x" },
        { ...createBody(), allowed_models: [{ [key]: 1 }] },
        { [key]: { [key]: [{ [key]: 1 }] } },
        `{"${key}":1,"${key}":2}`,
        { ...createBody(), provider: key },
      ];
      for (const body of bodies) {
        const answers = [await door.post(body), await door.send("PATCH", "/byok/x", body)];
        answers.push(await door.get(`/byok?${key}=1`), await door.get(`/byok/${key}`));
        expect(answers.map(({ text }) => text).join("\n")).not.toContain(key);
      }
      expect(JSON.stringify(door.log.lines)).not.toContain(key);
    }
  });

  it("no event and no log line repeats a key that stands for a webhook's type or a member of it", async () => {
    for (const key of KEYS) {
      const world = await webhookWorld();
      const answers = [
        await world.send({ type: key, data: {} }, "one"),
        await world.send({ type: "credential.create", data: { external_id: "x", [key]: 1 } }, "two"),
        await world.send({ [key]: 1 }, "three"),
      ];
      expect(world.events().length).toBeGreaterThan(0);
      const seen = JSON.stringify([answers.map(({ text }) => text), world.events(), world.log.lines]);
      expect(seen).not.toContain(key);
    }
  });

  it("no event repeats a key that stands for a member of a message on a queue", async () => {
    for (const key of KEYS) {
      const world = workerWorld();
      await world.provision({ ...world.create(1), [key]: 1 }, { ...world.create(2), settings: { [key]: 1 } });
      await world.provisionImports({ [key]: 1 }, { version: 1, settings: { [key]: 1 } });
      expect(world.table.events.size).toBe(4);
      expect(JSON.stringify([...world.table.events.values(), world.log.lines])).not.toContain(key);
    }
  });
});
