import { describe, expect, it } from "vitest";
import { readFileRows } from "../../cli/import/read-file-rows.ts";
import { rowValidator } from "../../cli/import/validate-row.ts";
import { MAX_KEY_BYTES } from "../../shared/providers/key-inspection.ts";
import { providerSlugs } from "../../shared/providers/slug.ts";
import { rawKey, WORKSPACE } from "../support/data/fixtures.ts";
import { ALNUM, random } from "../support/data/synthetic-keys.ts";
import { createBody, doorWorld } from "../support/worlds/door-world.ts";
import { webhookWorld } from "../support/worlds/webhook-world.ts";
import { workerWorld } from "../support/worlds/worker-world.ts";

const REASON = `The key has more than ${MAX_KEY_BYTES} bytes.`;
const BINDING = { workspace_id: WORKSPACE, provider: "acme" };

const data = { external_id: "customer-1", provider: "acme" };

/** Hands a key over, and returns the refusal's reason; null if the key is stored or may be sent. */
const DOORS: Readonly<Record<string, (key: string) => Promise<string | null>>> = {
  "POST /byok": async (key) => {
    const { status, body } = await doorWorld().post(createBody({ key, provider: "acme" }));
    return status === 201 ? null : body.error.metadata.fields[0].reason;
  },
  "PATCH /byok/{id}": async (key) => {
    const world = doorWorld();
    const { id } = (await world.post(createBody({ key: rawKey(), provider: "acme" }))).body.data;
    const { status, body } = await world.send("PATCH", `/byok/${id}`, { key });
    return status === 200 ? null : body.error.metadata.fields[0].reason;
  },
  "a webhook that creates": async (key) => {
    const world = await webhookWorld();
    const { status, body } = await world.send({ type: "credential.create", data: { ...data, key } });
    return status === 202 && world.table.credentials.size === 1 ? null : body.error.metadata.fields[0].reason;
  },
  "a webhook that rotates": async (key) => {
    const world = await webhookWorld();
    await world.send({ type: "credential.create", data: { ...data, key: rawKey() } });
    const event = { type: "credential.update", data: { external_id: data.external_id, key } };
    const { status, body } = await world.send(event, "event-2");
    return status === 202 ? null : body.error.metadata.fields[0].reason;
  },
  "a webhook with a sealed key": async (key) => {
    const world = await webhookWorld();
    const sealed_key = world.seal(key, BINDING);
    await world.send({ type: "credential.create", data: { ...data, sealed_key } });
    return rejectionIn(world.events());
  },
  "a message on the import queue": async (key) => {
    const world = workerWorld();
    await world.provisionImports({
      version: 1,
      type: "credential.import",
      import_id: "e0000000-0000-4000-8000-000000000001",
      row: 1,
      ...BINDING,
      sealed_key: world.seal(key, BINDING),
      requested_at: world.clock.now().toISOString(),
    });
    return rejectionIn([...world.table.events.values()]);
  },
  "a command": async (key) => {
    const world = workerWorld();
    await world.provision(world.create(1, { provider: "acme" }, key));
    return rejectionIn([...world.table.events.values()]);
  },
  "a row of keyferry import": async (key) => {
    const validate = rowValidator(providerSlugs(["acme"]), { provider: "acme", workspace_id: WORKSPACE });
    const source = {
      file: "",
      digest: () => "",
      async *lines() {
        yield ["key", key];
      },
    };
    for await (const rows of readFileRows(source, { format: "csv", map: {}, ignore: [] })) {
      for (const row of rows) {
        const checked = validate(row);
        return "problems" in checked ? (checked.problems[0]?.reason ?? "") : null;
      }
    }
    return "no row";
  },
};

/** The worker's reason, which has a code of its own. */
function rejectionIn(events: readonly { readonly rejection: { code: string; message: string } | null }[]) {
  const { rejection } = events.at(-1) ?? {};
  if (!rejection) return rejection === null ? null : "no event";
  expect(rejection.code).toBe("refused_key");
  return rejection.message;
}

describe("the length of a key", () => {
  it.each(Object.entries(DOORS))(
    "a key of the greatest length passes %s, and a longer one does not",
    async (_, door) => {
      const longest = random(ALNUM, MAX_KEY_BYTES);
      expect(await door(longest.slice(1))).toBeNull();
      expect(await door(longest)).toBeNull();
      expect(await door(`${longest}x`)).toBe(REASON);
    },
  );

  it("a length is counted in bytes, as a key is stored", async () => {
    const wide = "é".repeat(MAX_KEY_BYTES / 2);
    for (const door of Object.values(DOORS)) {
      expect(await door(`${wide}x`)).toBe(REASON);
    }
  });
});
