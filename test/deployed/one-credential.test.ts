import { randomUUID } from "node:crypto";
import { QueryCommand } from "@aws-sdk/client-dynamodb";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { marshall } from "@aws-sdk/util-dynamodb";
import { beforeAll, describe, expect, it } from "vitest";
import { createCommandId } from "../../shared/credentials/command.ts";
import { DEFAULT_SETTINGS } from "../../shared/credentials/settings.ts";
import { importedCredentialId } from "../../shared/imports/imported-credential-id.ts";
import { deriveId } from "../../shared/kernel/derive-id.ts";
import { Secret } from "../../shared/kernel/secret.ts";
import { kmsIntakeKey } from "../../shared/sealing/kms-intake-key.ts";
import { sealSession } from "../../shared/sealing/seal-session.ts";
import { tapBus } from "../support/deployed/bus-tap.ts";
import {
  deployment,
  dynamodb,
  eventually,
  kms,
  newKey,
  newTenant,
  openStored,
  sqs,
} from "../support/deployed/deployment.ts";

/** The log of a credential, which the relay writes once the bus has an event: after the door's answer. */
const auditEvents = (credentialId: string) =>
  eventually(async () => {
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: deployment.tableName,
        KeyConditionExpression: "pk = :partition",
        ExpressionAttributeValues: marshall({ ":partition": `AUDIT#${credentialId}` }),
      }),
    );
    return Items.length > 0 && Items;
  });

let bus: Awaited<ReturnType<typeof tapBus>>;
beforeAll(async () => {
  bus = await tapBus("one-credential");
});

const published = (credentialId: string) =>
  eventually(async () => {
    const mine = (await bus.events()).filter((event) => event.detail.subject === credentialId);
    return mine.length > 0 && mine;
  });

describe("one credential, end to end", () => {
  it("the documented example leads from POST /byok to a record, an audit event and back to the key", async () => {
    const { api, workspaceId } = await newTenant();
    const created = await api("POST", "/byok", { key: "sk-proj-abc123...", provider: "openai" });

    expect(created.status).toBe(201);
    expect(created.body.data).toEqual({
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      provider: "openai",
      workspace_id: workspaceId,
      label: expect.any(String),
      name: null,
      disabled: false,
      is_fallback: false,
      is_byok_only: false,
      is_required: false,
      declared_zdr: null,
      declared_region: null,
      allowed_models: null,
      allowed_user_ids: null,
      allowed_api_key_hashes: null,
      sort_order: expect.any(Number),
      created_at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    const { id } = created.body.data;
    const unused = { last_used_at: null, last_hour: null };
    expect((await api("GET", `/byok/${id}`)).body.data).toEqual({ ...created.body.data, ...unused });
    expect(await openStored(id)).toBe("sk-proj-abc123...");

    const [event] = await published(id);
    expect(event).toMatchObject({
      source: "keyferry",
      "detail-type": "credential.created",
      detail: { specversion: "1.0", id: createCommandId(id), type: "credential.created", subject: id },
    });
    expect(event?.detail.data).toMatchObject({ workspace_id: workspaceId, provider: "openai", door: "api" });
    expect(event?.detail.data.request_id).toBe(created.headers.get("x-request-id"));
  });

  it("the same POST three times makes one credential and one event", async () => {
    const { api } = await newTenant();
    const body = { key: newKey(), provider: "openai", name: "thrice" };
    const answers = await Promise.all([1, 2, 3].map(() => api("POST", "/byok", body)));
    const again = await api("POST", "/api/v1/byok", body);

    expect([...answers, again].map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set([...answers, again].map(({ text }) => text)).size).toBe(1);
    expect((await api("GET", "/byok")).body.total_count).toBe(1);
    expect(await auditEvents(answers[0]?.body.data.id)).toHaveLength(1);
  });

  it("the same queue message three times is carried out once, on either queue", async () => {
    const seal = sealSession(await kmsIntakeKey(kms, deployment.intakeKeyId).publicKey(), () => new Date());
    const command = (workspace_id: string, sealed_key: string) => {
      const id = deriveId("test", workspace_id);
      const actor = { type: "webhook", id: "test" };
      const rest = { settings: DEFAULT_SETTINGS, actor, door: "webhook", request_id: "test" };
      return {
        id,
        body: { type: "credential.create", id: createCommandId(id), credential_id: id, ...rest, sealed_key },
      };
    };
    const row = (workspace_id: string, sealed_key: string) => {
      const import_id = randomUUID();
      const id = importedCredentialId(workspace_id, import_id, 1);
      return { id, body: { type: "credential.import", import_id, row: 1, sealed_key } };
    };
    const queues = [
      { queueUrl: deployment.commandQueueUrl, make: command },
      { queueUrl: deployment.importQueueUrl, make: row },
    ];
    for (const { queueUrl, make } of queues) {
      const { api, workspaceId } = await newTenant();
      const key = newKey();
      const binding = { workspace_id: workspaceId, provider: "openai" };
      const { id, body } = make(workspaceId, seal(new Secret(key), binding));
      const message = JSON.stringify({
        version: 1,
        ...binding,
        ...body,
        requested_at: new Date().toISOString(),
      });
      for (const delivery of ["first", "second", "third"]) {
        await sqs.send(
          new SendMessageCommand({
            QueueUrl: queueUrl,
            MessageBody: message,
            MessageGroupId: id,
            ...(queueUrl.endsWith(".fifo") && { MessageDeduplicationId: `${id}-${delivery}` }),
          }),
        );
      }
      const found = await eventually(async () => {
        const answer = await api("GET", `/byok/${id}`);
        return answer.status === 200 && answer;
      });
      expect(found.body.data.workspace_id).toBe(workspaceId);
      await eventually(async () => (await queueIsEmpty(queueUrl)) || undefined);
      expect(await auditEvents(id)).toHaveLength(1);
      expect(await openStored(id)).toBe(key);
    }
  });
});

async function queueIsEmpty(queueUrl: string): Promise<boolean> {
  const { GetQueueAttributesCommand } = await import("@aws-sdk/client-sqs");
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return Object.values(Attributes).every((count) => count === "0");
}
