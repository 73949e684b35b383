import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { kmsIntakeKey } from "../../shared/adapters/kms-intake-key.ts";
import { sqsImportQueue } from "../../shared/adapters/sqs-import-queue.ts";
import { createCommandId, importedCredentialId } from "../../shared/crypto/derive-id.ts";
import { sealSession } from "../../shared/crypto/seal-session.ts";
import type { ImportMessage } from "../../shared/domain/import-message.ts";
import { Secret } from "../../shared/domain/secret.ts";
import type { ClientOptions, Tenant } from "./clients.ts";
import type { Step } from "./history.ts";
import type { World } from "./world.ts";

/** Rows that the producer sends together. */
const BATCH = 20;
const PAUSE_MS = 2_500;

/**
 * A producer that puts sealed rows on the import queue: each up to three times and in an order of its own, as a producer
 * does that was interrupted and starts again.
 */
export async function runProducer(options: ClientOptions, world: World): Promise<void> {
  const { random, tenants, history, takeTurn, name } = options;
  const intakeKey = await kmsIntakeKey(world.clients.kms, world.deployment.intakeKeyId).publicKey();
  const seal = sealSession(intakeKey, () => new Date());
  const queue = sqsImportQueue(world.clients.sqs, world.deployment.importQueueUrl, pause);
  const import_id = randomUUID();
  for (let row = 1, more = true; more; ) {
    const messages: ImportMessage[] = [];
    const steps: Step[] = [];
    for (; messages.length < BATCH && more; row += 1) {
      more = takeTurn();
      if (!more) break;
      const workspace = random.below(tenants.length);
      const { workspaceId: workspace_id } = tenants[workspace] as Tenant;
      const key = options.newKey();
      const settings = { name: `row ${row} of ${name}` };
      const binding = { workspace_id, provider: "openai" };
      const sealed_key = seal(new Secret(key), binding);
      const requested_at = new Date().toISOString();
      messages.push({
        version: 1,
        type: "credential.import",
        import_id,
        row,
        ...binding,
        sealed_key,
        settings,
        requested_at,
      });
      const credentialId = importedCredentialId(workspace_id, import_id, row);
      const eventId = createCommandId(credentialId);
      const told = { client: name, workspace, answer: "accepted", status: 202 } as const;
      steps.push({ ...told, action: "import", credentialId, key, name: settings.name, eventId });
    }
    const copies = messages.flatMap((message) => Array.from({ length: 1 + random.below(3) }, () => message));
    const ranked = copies
      .map((message) => ({ message, rank: random.next() }))
      .sort((a, b) => a.rank - b.rank);
    await sendAll(() => queue.send(ranked.map(({ message }) => message)));
    history.push(...steps);
    await pause(PAUSE_MS);
  }
}

/** Sends until all of it is on the queue; what was sent before comes twice. */
async function sendAll(send: () => Promise<void>): Promise<void> {
  for (;;) {
    const sent = await send().then(
      () => true,
      () => false,
    );
    if (sent) return;
    await pause(500);
  }
}
