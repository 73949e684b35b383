import { describe, expect, it } from "vitest";
import type * as z from "zod/mini";
import {
  changeAnswerSchema,
  credentialAnswerSchema,
  credentialPageSchema,
  deletionAnswerSchema,
  errorSchema,
  eventPageSchema,
} from "../../shared/credentials/requests/answers.ts";
import {
  importAnswerSchema,
  importPageSchema,
  importResultPageSchema,
  queuedRowsSchema,
} from "../../shared/imports/answers.ts";
import {
  createdLinkSchema,
  linkAnswerSchema,
  linkPageSchema,
  revocationAnswerSchema,
} from "../../shared/links/answers.ts";
import { publicKeySchema } from "../../shared/sealing/answers.ts";
import { receiptSchema, refusalSchema } from "../../shared/webhooks/answers.ts";
import { rawKey, useRow, WORKSPACE } from "../support/data/fixtures.ts";
import { START } from "../support/fakes/manual-clock.ts";
import { memoryQueue } from "../support/fakes/memory-queue.ts";
import { createBody, doorWorld } from "../support/worlds/door-world.ts";
import { webhookWorld } from "../support/worlds/webhook-world.ts";

interface Answered {
  readonly status: number;
  readonly body: unknown;
}

/** A schema drops what it does not know, so an answer fits only if nothing of it is lost. */
const fits = (schema: z.ZodMiniType, status: number, answer: Answered): void => {
  expect(answer.status).toBe(status);
  expect(schema.parse(answer.body)).toEqual(answer.body);
};

describe("the schemas that clients parse answers with", () => {
  it("the answers to requests on credentials that are carried out at once fit their schemas without a loss", async () => {
    const { post, get, send, request, report } = doorWorld();
    const created = await post(createBody({ name: "Team A", allowed_models: ["gpt-4o"] }));
    fits(changeAnswerSchema, 201, created);
    const path = `/byok/${created.body.data.id}`;
    fits(credentialAnswerSchema, 200, await get(path));
    fits(credentialPageSchema, 200, await get("/byok"));
    await report({ version: 1, uses: [useRow(1, { credential_id: created.body.data.id })] });
    fits(credentialAnswerSchema, 200, await get(path));
    fits(credentialPageSchema, 200, await get("/byok"));
    fits(changeAnswerSchema, 200, await send("PATCH", path, { key: rawKey(2) }));
    fits(deletionAnswerSchema, 200, await request("DELETE", path));
    fits(eventPageSchema, 200, await get(`${path}/events?limit=2`));
    fits(publicKeySchema, 200, await get("/byok/public-key"));
  });

  it("the answers to requests on credentials that are only queued fit their schemas without a loss", async () => {
    const { post, request } = doorWorld({ worker: false });
    const created = await post(createBody({ provider: "acme" }), { prefer: "respond-async" });
    fits(changeAnswerSchema, 202, created);
    const init = { headers: { prefer: "respond-async" } };
    fits(deletionAnswerSchema, 202, await request("DELETE", `/byok/${created.body.id}`, init));
  });

  it("the answers to requests on intake links fit their schemas without a loss", async () => {
    const { send, get, request } = doorWorld();
    const created = await send("POST", "/byok/links", { provider: "openai", name: "Team A" });
    fits(createdLinkSchema, 201, created);
    const path = `/byok/links/${created.body.data.id}`;
    fits(linkAnswerSchema, 200, await get(path));
    fits(linkPageSchema, 200, await get("/byok/links"));
    const init = { headers: { prefer: "respond-async" } };
    const linkQueue = memoryQueue(async () => {});
    fits(revocationAnswerSchema, 202, await request("DELETE", path, init, { linkQueue }));
    fits(revocationAnswerSchema, 200, await request("DELETE", path));
  });

  it("the answers to requests that are refused fit their schema without a loss", async () => {
    const { post, get } = doorWorld();
    fits(errorSchema, 400, await post({ colour: "red" }));
    fits(errorSchema, 404, await get("/byok/c0000000-0000-4000-8000-000000000001"));
  });

  it("the answers to requests on imports fit their schemas without a loss", async () => {
    const { sealForImport, send, get } = doorWorld();
    const import_id = "e0000000-0000-4000-8000-000000000001";
    const seal = sealForImport(rawKey(), { workspace_id: WORKSPACE, provider: "openai" });
    const row = (number: number, sealed_key: string) => ({
      ...{ version: 1, type: "credential.import", import_id, row: number, total_rows: 2 },
      ...{ workspace_id: WORKSPACE, provider: "openai", sealed_key, requested_at: START.toISOString() },
    });
    const rows = [row(1, seal), row(2, `${seal.slice(0, -4)}AAAA`)].map((one) => JSON.stringify(one));
    const ndjson = { "content-type": "application/x-ndjson" };
    fits(queuedRowsSchema, 202, await send("POST", "/byok/imports", rows.join("\n"), ndjson));
    fits(importPageSchema, 200, await get("/byok/imports"));
    fits(importAnswerSchema, 200, await get(`/byok/imports/${import_id}`));
    fits(importResultPageSchema, 200, await get(`/byok/imports/${import_id}/results`));
  });

  it("the answers to webhooks fit their schemas without a loss", async () => {
    const { send, post } = await webhookWorld();
    const data = { external_id: "c-1", provider: "openai", key: rawKey() };
    fits(receiptSchema, 202, await send({ type: "credential.create", data }, "event-1"));
    fits(receiptSchema, 202, await send({ type: "test.ping", data: {} }, "event-2"));
    fits(refusalSchema, 401, await post("{}", {}));
  });
});
