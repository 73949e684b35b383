import { DisableKeyCommand, EnableKeyCommand } from "@aws-sdk/client-kms";
import { GetQueueAttributesCommand, SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { describe, expect, it } from "vitest";
import { redriveMessages } from "../../shared/operations/redrive-messages.ts";
import { sqsDeadLetters } from "../../shared/operations/sqs-dead-letters.ts";
import {
  deployment,
  eventually,
  kms,
  newKey,
  newTenant,
  openStored,
  sqs,
} from "../support/deployed/deployment.ts";

/*
 * Commands that come back from the dead letters after their doors accepted others. The vault key is disabled while they
 * are sent, so that they fail; and the queue sets them aside at their second failure, instead of after ten minutes.
 */

const QueueUrl = deployment.commandQueueUrl;
const KeyId = deployment.vaultKeyId;
const letters = sqsDeadLetters(sqs, QueueUrl);

/** Sends commands that end among the dead letters. */
async function setAside(send: () => Promise<unknown>): Promise<void> {
  const AttributeNames = ["RedrivePolicy" as const];
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  const policy = String(Attributes?.RedrivePolicy);
  const impatient = JSON.stringify({ ...JSON.parse(policy), maxReceiveCount: 1 });
  await kms.send(new DisableKeyCommand({ KeyId }));
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy: impatient } }));
  try {
    await send();
    await eventually(async () => (await letters.count()) > 0, 45);
  } finally {
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy: policy } }));
    await kms.send(new EnableKeyCommand({ KeyId }));
  }
}

const ASYNC = { prefer: "respond-async" };

describe("a redrive", () => {
  it("a rotation that is redriven after a newer one leaves the newer key in place, and ends as superseded", async () => {
    const { api } = await newTenant();
    const { id } = (await api("POST", "/byok", { provider: "openai", key: newKey() })).body.data;
    const newer = newKey();
    await setAside(() => api("PATCH", `/byok/${id}`, { key: newKey() }, ASYNC));
    expect((await api("PATCH", `/byok/${id}`, { key: newer })).status).toBe(200);
    expect(await redriveMessages(letters, 10)).toBeGreaterThan(0);
    const codes = await eventually(async () => {
      const { data } = (await api("GET", `/byok/${id}/events`)).body;
      return (
        data.length === 3 &&
        data.map((event: { rejection: { code: string } | null }) => event.rejection?.code)
      );
    });
    expect(codes).toContain("superseded");
    expect(await openStored(id)).toBe(newer);
  });

  it("a creation that is redriven after a deletion that found nothing is not carried out", async () => {
    const { api } = await newTenant();
    let id = "";
    await setAside(async () => {
      id = (await api("POST", "/byok", { provider: "openai", key: newKey() }, ASYNC)).body.id;
    });
    expect((await api("DELETE", `/byok/${id}`)).status).toBe(404);
    expect(await redriveMessages(letters, 10)).toBeGreaterThan(0);
    await eventually(async () => (await letters.count()) === 0);
    // The next command of the same group is carried out after the one that was redriven.
    expect((await api("DELETE", `/byok/${id}`)).status).toBe(404);
    expect((await api("GET", `/byok/${id}`)).status).toBe(404);
    expect((await api("GET", "/byok")).body.total_count).toBe(0);
  });
});
