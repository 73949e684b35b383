import { setTimeout as pause } from "node:timers/promises";
import { createCommandId } from "../../shared/credentials/command.ts";
import type { ImportMessage } from "../../shared/imports/import-message.ts";
import { importedCredentialId } from "../../shared/imports/imported-credential-id.ts";
import { sqsImportQueue } from "../../shared/imports/sqs-import-queue.ts";
import { Secret } from "../../shared/kernel/secret.ts";
import { type Seal, sealSession } from "../../shared/sealing/seal-session.ts";
import type { ClientOptions, Tenant } from "./clients.ts";
import type { Step } from "./history.ts";
import { type PlannedRow, planRows } from "./plan-rows.ts";
import type { World } from "./world.ts";

/** The number of rows that the producer sends together. */
const BATCH = 10;
const PAUSE_MS = 2_000;
const PROVIDER = "openai";

/**
 * Runs a producer that puts sealed rows on the import queue, each up to three times and in any order, like a
 * producer that was interrupted and starts again. Some rows have a mistake that must be rejected.
 */
export async function runProducer(options: ClientOptions, world: World): Promise<void> {
  const { tenants, history, takeTurn, name } = options;
  const intakeKey = world.intakeKey;
  const seal = sealSession(intakeKey, () => new Date());
  const queue = sqsImportQueue(world.clients.sqs, world.deployment.importQueueUrl, pause);
  const workspaceIdOf = (workspace: number) => (tenants[workspace] as Tenant).workspaceId;
  const plan = planRows({ ...options, workspaces: tenants.length });
  for (let more = true; more; ) {
    const rows: PlannedRow[] = [];
    while (rows.length < BATCH && more) {
      more = takeTurn();
      if (more) rows.push(plan.next().value as PlannedRow);
    }
    const copies = rows.flatMap((row) => {
      const message = messageOf(row, workspaceIdOf, seal);
      return row.ranks.map((rank) => ({ message, rank }));
    });
    const ranked = copies.sort((a, b) => a.rank - b.rank).map(({ message }) => message);
    await sendAll(() => queue.send(ranked));
    history.steps.push(...rows.map((row) => stepOf(row, name, workspaceIdOf)));
    await pause(PAUSE_MS);
  }
}

type WorkspaceIdOf = (workspace: number) => string;

function messageOf(row: PlannedRow, workspaceIdOf: WorkspaceIdOf, seal: Seal): ImportMessage {
  const { key, mistake, sealedFor, workspace, importId: import_id, row: number, name } = row;
  const binding = { workspace_id: workspaceIdOf(sealedFor), provider: PROVIDER };
  return {
    version: 1,
    type: "credential.import",
    import_id,
    row: number,
    workspace_id: workspaceIdOf(workspace),
    provider: PROVIDER,
    sealed_key: mistake === "raw" ? key : seal(new Secret(key), binding),
    settings: { name },
    requested_at: new Date().toISOString(),
  };
}

function stepOf(row: PlannedRow, client: string, workspaceIdOf: WorkspaceIdOf): Step {
  const { key, workspace, mistake, name } = row;
  const credentialId = importedCredentialId(workspaceIdOf(workspace), row.importId, row.row);
  const action = mistake ?? "import";
  const outcome = { answer: "accepted", status: 202, readBack: null, answeredAt: Date.now() } as const;
  const eventId = createCommandId(credentialId);
  return {
    door: "import",
    client,
    workspace,
    action,
    credentialId,
    key,
    name,
    restrictions: null,
    eventId,
    ...outcome,
  };
}

/** Sends until all rows are on the queue. Rows that were sent before are then sent twice. */
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
