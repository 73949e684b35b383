import { createPublicKey, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { KMSClient } from "@aws-sdk/client-kms";
import { S3Client } from "@aws-sdk/client-s3";
import { SSMClient } from "@aws-sdk/client-ssm";
import { fetchPublicKey, signNow } from "../../cli/audit-log.ts";
import { deadLettersOf, sqsClient, tableOf } from "../../cli/aws-clients.ts";
import type { Deployment } from "../../cli/deployment.ts";
import { QUEUES, type QueueName } from "../../cli/queues.ts";
import type { CliSettings } from "../../cli/settings.ts";
import { DIGESTS_PREFIX, EVENTS_PREFIX, eventsBoundary } from "../../shared/audit/archive-layout.ts";
import { s3Archive } from "../../shared/audit/s3-archive.ts";
import { SETTLE_SECONDS } from "../../shared/audit/sign-digests.ts";
import { verifyAuditLog } from "../../shared/audit/verify-audit-log.ts";
import type { ImportMessage } from "../../shared/imports/import-message.ts";
import { importedCredentialId } from "../../shared/imports/imported-credential-id.ts";
import { sqsImportQueue } from "../../shared/imports/sqs-import-queue.ts";
import { isAwsError } from "../../shared/kernel/call-aws.ts";
import { forEachConcurrently } from "../../shared/kernel/for-each-concurrently.ts";
import { reveal, type Secret } from "../../shared/kernel/secret.ts";
import { kmsIntakeKey } from "../../shared/sealing/kms-intake-key.ts";
import { sealSession } from "../../shared/sealing/seal-session.ts";
import { dynamodbCredentialVaultReader } from "../../shared/vault/dynamodb-credential-vault-reader.ts";
import { kmsVaultOpener } from "../../shared/vault/kms-vault.ts";
import { openCredential } from "../../shared/vault/open-credential.ts";
import { addWebhookSource } from "../../shared/webhooks/add-webhook-source.ts";
import { signDelivery } from "../../shared/webhooks/sign-delivery.ts";
import { ssmWebhookSources } from "../../shared/webhooks/ssm-webhook-sources.ts";
import { postDelivery } from "../support/clients/post-delivery.ts";
import { recordingLogger } from "../support/fakes/recording-logger.ts";
import type { Cleanup } from "./cleanup.ts";
import type { Done } from "./cost.ts";
import { NotChecked, promise, type Steps } from "./steps.ts";
import { tapEvents } from "./tap.ts";
import { newKey, newTenant } from "./tenant.ts";
import { within } from "./wait.ts";

export interface RehearsalOptions {
  readonly deployment: Deployment;
  readonly settings: CliSettings;
  readonly rows: number;
  readonly steps: Steps;
  readonly cleanup: Cleanup;
  readonly signal: AbortSignal;
}

const POSTS = 40;
const PARALLEL_POSTS = 4;
const API_ROWS = 10;
/** A webhook function reads its sources at least this often, and a batch of the archiver is as late at most. */
const NOTICED_SECONDS = 90;
/** The log is verified as a whole: beyond this, that takes longer than a rehearsal may. */
const MOST_DIGESTS = 500;
const PROVIDER = "openai";

/** Runs every step. Everything that it makes is registered with the cleanup first. */
export async function rehearse(options: RehearsalOptions): Promise<Done & { latencies: readonly number[] }> {
  const { deployment, settings, rows, steps, cleanup, signal } = options;
  const { aws, output } = deployment;
  const name = `keyferry-smoke-${randomUUID().slice(0, 13)}`;
  const since = new Date();
  const done = { changes: 0, rows: 0, reads: 0 };
  const latencies: number[] = [];

  const lettersBefore = await deadLetters(deployment);
  const tenant = await newTenant(deployment, name, cleanup);
  const { api, workspaceId } = tenant;
  const events = await tapEvents(deployment, { name, workspaceId }, cleanup);

  /** Creates a credential, and notes how long its 201 took. */
  const create = async (key: Secret, named: string): Promise<string> => {
    const started = performance.now();
    const { status, body } = await api("POST", "/byok", {
      provider: PROVIDER,
      key: reveal(key),
      name: named,
    });
    done.changes += 1;
    promise(status === 201, `POST /byok answered ${status} instead of 201`);
    latencies.push(performance.now() - started);
    return body.data.id;
  };

  let id = "";
  const [firstKey, rotatedKey] = [newKey(), newKey()];
  await steps.run("API: create and read", async () => {
    id = await create(firstKey, "smoke");
    const { status, text } = await api("GET", `/byok/${id}`);
    done.reads += 1;
    promise(status === 200, `GET answered ${status} instead of 200`);
    promise(!text.includes(reveal(firstKey)), "the answer holds the raw key");
    return "201, then 200";
  });
  await steps.run("API: rotate", async () => {
    const { status } = await api("PATCH", `/byok/${id}`, { key: reveal(rotatedKey), name: "smoke, rotated" });
    done.changes += 1;
    promise(status === 200, `PATCH answered ${status} instead of 200`);
    return "200";
  });
  await steps.run("vault: the rotated key opens", async () => {
    const vault = kmsVaultOpener(new KMSClient(aws), output("vaultKeyId"));
    const credentials = dynamodbCredentialVaultReader(tableOf(deployment));
    const opened = await openCredential(id, { credentials, vault }).catch((error: unknown) => {
      const isDenied = isAwsError((error as Error).cause, "AccessDeniedException");
      if (isDenied) throw new NotChecked("this identity is no opener, and may not decrypt");
      throw error;
    });
    promise(reveal(opened) === reveal(rotatedKey), "another key came out");
    return "the key that went in";
  });
  await steps.run("API: latency of creations", async () => {
    const numbers = Array.from({ length: POSTS }, (_, number) => number);
    await forEachConcurrently(numbers, PARALLEL_POSTS, async (number) => {
      if (!signal.aborted) await create(newKey(), `smoke ${number}`);
    });
    return `${POSTS} creations, ${PARALLEL_POSTS} at a time`;
  });
  await steps.run("API: no key, no entrance", async () => {
    const { status } = await postDelivery(deployment.apiUrl, name, "{}", {});
    const { status: unauthenticated } = await fetch(`${deployment.apiUrl}/byok`);
    done.reads += 2;
    promise(status === 401, `an unsigned webhook was answered ${status}`);
    promise(unauthenticated === 401, `a request without a management key was answered ${unauthenticated}`);
    return "401 at both doors";
  });

  await steps.run("webhook: a signed event creates", async () => {
    const store = ssmWebhookSources(new SSMClient(aws), output("webhookSourcesPath"), recordingLogger());
    cleanup.add(`webhook source ${name}`, async () => void (await store.remove(name)));
    const { source, secret } = await addWebhookSource(
      { name, scheme: "standard", workspaces: [workspaceId] },
      { store, now: () => new Date() },
    );
    const [eventId, timestamp, key] = [`msg_${randomUUID()}`, new Date().toISOString(), newKey()];
    const data = { external_id: "smoke-1", provider: PROVIDER, key: reveal(key) };
    const body = JSON.stringify({ type: "credential.create", timestamp, data });
    const answer = await within(
      NOTICED_SECONDS,
      "the door knows a new source",
      async () => {
        const headers = signDelivery(body, eventId, source, secret, new Date());
        const { status, body: receipt } = await postDelivery(deployment.apiUrl, name, body, headers);
        return status === 202 && receipt;
      },
      signal,
    );
    done.changes += 1;
    await within(30, "the webhook's credential is stored", async () => {
      done.reads += 1;
      return (await api("GET", `/byok/${answer.id}`)).status === 200;
    });
    return "202, then stored";
  });

  const seal = sealSession(
    await kmsIntakeKey(new KMSClient(aws), output("intakeKeyId")).publicKey(),
    () => new Date(),
  );
  const rowsOf = (import_id: string, count: number): ImportMessage[] =>
    Array.from({ length: count }, (_, index) => ({
      version: 1 as const,
      type: "credential.import" as const,
      import_id,
      row: index + 1,
      total_rows: count,
      workspace_id: workspaceId,
      provider: PROVIDER,
      sealed_key: seal(newKey(), { workspace_id: workspaceId, provider: PROVIDER }),
      settings: { name: `smoke row ${index + 1}` },
      requested_at: new Date().toISOString(),
    }));
  const imported = (importId: string, count: number, until?: AbortSignal) =>
    within(
      120,
      `${count} rows have an outcome`,
      async () => {
        done.reads += 1;
        const { status, body } = await api("GET", `/byok/imports/${importId}`);
        if (status !== 200) return undefined;
        promise(body.data.rejected === 0, `${body.data.rejected} rows were rejected`);
        return body.data.created === count;
      },
      until,
    );
  await steps.run("API: import of rows", async () => {
    const importId = randomUUID();
    const lines = rowsOf(importId, API_ROWS).map((row) => JSON.stringify(row));
    const headers = { "content-type": "application/x-ndjson" };
    const { status } = await api("POST", "/byok/imports", lines.join("\n"), headers);
    done.rows += API_ROWS;
    promise(status === 202, `POST /byok/imports answered ${status} instead of 202`);
    await imported(importId, API_ROWS, signal);
    return `${API_ROWS} rows created`;
  });
  const importId = randomUUID();
  await steps.run("queue: import of rows", async () => {
    const messages = rowsOf(importId, rows);
    const queue = sqsImportQueue(sqsClient(aws), output("importQueueUrl"), (ms) => pause(ms));
    // Registered after the credentials, so that their deletion begins when no row is on its way.
    cleanup.add(`rows of import ${importId}`, async () => void (await imported(importId, rows)));
    const started = Date.now();
    await queue.send(messages);
    done.rows += rows;
    await imported(importId, rows, signal);
    const seconds = (Date.now() - started) / 1_000;
    return `${rows} rows created in ${seconds.toFixed(1)} s, ${Math.round(rows / seconds)} a second`;
  });

  await steps.run("API: delete", async () => {
    const { status } = await api("DELETE", `/byok/${id}`);
    done.changes += 1;
    promise(status === 200, `DELETE answered ${status} instead of 200`);
    const gone = await api("GET", `/byok/${id}`);
    done.reads += 1;
    promise(gone.status === 404, `GET afterwards answered ${gone.status} instead of 404`);
    return "200, then 404";
  });
  const TYPES = ["credential.created", "credential.rotated", "credential.deleted"];
  await steps.run("relay: events reach a queue", async () => {
    const lastRow = importedCredentialId(workspaceId, importId, rows);
    await within(
      NOTICED_SECONDS,
      "the events of the first credential and of the last row",
      async () => {
        const seen = await events();
        return TYPES.every((type) => seen.get(id)?.has(type)) && seen.has(lastRow);
      },
      signal,
    );
    return "created, rotated, deleted; the last row";
  });
  await steps.run("audit: archived, signed, verified", async () => {
    const archive = s3Archive(new S3Client(aws), output("auditArchiveName"));
    await within(
      NOTICED_SECONDS,
      "the archive holds the events of the first credential",
      async () => {
        let text = "";
        for await (const key of archive.list(EVENTS_PREFIX, eventsBoundary(since))) {
          text += Buffer.from(await archive.read(key)).toString();
        }
        const own = text.split("\n").filter((line) => line.includes(id));
        return TYPES.every((type) => own.some((line) => line.includes(type)));
      },
      signal,
    );
    let digests = 0;
    for await (const _ of archive.list(DIGESTS_PREFIX)) digests += 1;
    if (digests > MOST_DIGESTS) {
      throw new NotChecked("archived; the log is long: verify it with keyferry audit verify");
    }
    await pause((SETTLE_SECONDS + 1) * 1_000, undefined, { signal }).catch(() => {});
    await signNow(settings);
    const publicKey = createPublicKey((await fetchPublicKey(settings)).public_key);
    const { findings, ...seen } = await verifyAuditLog({ archive, publicKey, asOf: new Date() });
    promise(findings.length === 0, `${findings.length} findings, the first: ${findings[0]?.kind}`);
    return `${seen.events} events in ${seen.objects} objects under ${seen.digests} digests`;
  });
  await steps.run("queues: no dead letter", async () => {
    const after = await deadLetters(deployment);
    const more = NAMES.filter((queue) => after[queue] > lettersBefore[queue]);
    promise(more.length === 0, `new dead letters of: ${more.join(", ")}`);
    return "none came";
  });
  return { ...done, latencies };
}

const NAMES = Object.keys(QUEUES) as QueueName[];

const deadLetters = async (deployment: Deployment): Promise<Record<QueueName, number>> =>
  Object.fromEntries(
    await Promise.all(NAMES.map(async (queue) => [queue, await deadLettersOf(deployment, queue).count()])),
  );
