import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { importedCredentialId } from "../../shared/imports/imported-credential-id.ts";
import { sqsImportQueue } from "../../shared/imports/sqs-import-queue.ts";
import { Secret } from "../../shared/kernel/secret.ts";
import { sealSession } from "../../shared/sealing/seal-session.ts";
import { peekMessages } from "../support/emulator/peek-messages.ts";
import type { AwsCall, Injection } from "./proxy.ts";
import { rawKeys } from "./raw-keys.ts";
import { readStore } from "./read-store.ts";
import { createWorld, type World } from "./world.ts";

/*
 * Imports rows while DynamoDB throttles three calls of four for half a minute: some as errors of the call, some as the reason
 * why it cancels a transaction. All rows must be stored in the end, each once, and none become a dead letter.
 */

const { values } = parseArgs({
  options: { rows: { type: "string", default: "2000" }, seconds: { type: "string", default: "30" } },
});
/** Deliveries of a row before it becomes a dead letter, as `infra/constructs/command-queue.ts` has it. */
const AS_DEPLOYED = 20;
const ROWS = Number(values.rows);
const THROTTLED_SHARE = 0.75;
const WAIT_MS = 240_000;
const TYPE = "com.amazonaws.dynamodb.v20120810#";

const busy = (__type: string): Injection => ({
  kind: "answer",
  status: 400,
  body: { __type: `${TYPE}${__type}`, message: "injected" },
});
const REFUSED = {
  Responses: Array.from({ length: 25 }, () => ({ Error: { Code: "ProvisionedThroughputExceeded" } })),
};

function throttle({ service, operation }: AwsCall): Injection | null {
  if (service !== "dynamodb" || Math.random() > THROTTLED_SHARE) return null;
  const areItemsRefused = operation === "BatchExecuteStatement" && Math.random() < 0.5;
  return areItemsRefused ? { kind: "answer", status: 200, body: REFUSED } : busy("ThrottlingException");
}

async function send(world: World, workspace_id: string, import_id: string): Promise<void> {
  const seal = sealSession(world.intakeKey, () => new Date());
  const newKey = rawKeys(0, "throttled");
  const provider = "openai";
  const messages = Array.from({ length: ROWS }, (_, index) => ({
    version: 1 as const,
    type: "credential.import" as const,
    import_id,
    row: index + 1,
    workspace_id,
    provider,
    sealed_key: seal(new Secret(newKey()), { workspace_id, provider }),
    settings: {},
    requested_at: new Date().toISOString(),
  }));
  await sqsImportQueue(world.clients.sqs, world.deployment.importQueueUrl, pause).send(messages);
}

async function run(): Promise<boolean> {
  const world = await createWorld({ maxReceives: AS_DEPLOYED });
  try {
    const [workspaceId, importId] = [randomUUID(), randomUUID()];
    const started = Date.now();
    world.proxy.injectWhen("throttled", throttle);
    await send(world, workspaceId, importId);
    await pause(Number(values.seconds) * 1_000);
    world.proxy.stopInjecting("throttled");

    const ids = Array.from({ length: ROWS }, (_, n) => importedCredentialId(workspaceId, importId, n + 1));
    const count = async () => {
      const { credentials, events } = await readStore(world);
      const stored = ids.filter((id) => credentials.has(id) && events.get(id)?.length === 1).length;
      const letters = world.queues.map(({ deadLetters }) =>
        peekMessages(world.deployment.awsEndpoint, deadLetters),
      );
      return { stored, dead: (await Promise.all(letters)).flat().length };
    };
    let { stored, dead } = await count();
    while (stored + dead < ROWS && Date.now() - started < WAIT_MS) {
      await pause(1_000);
      ({ stored, dead } = await count());
    }
    const seconds = ((Date.now() - started) / 1_000).toFixed(1);
    process.stdout.write(
      `${ROWS} rows, ${world.proxy.hits("throttled", "pipeline")} calls throttled within ${values.seconds} s: ` +
        `${stored} stored, each with one event; ${dead} dead letters; ${seconds} s\n`,
    );
    return stored === ROWS && dead === 0;
  } finally {
    await world.stop();
  }
}

process.exitCode = (await run()) ? 0 : 1;
