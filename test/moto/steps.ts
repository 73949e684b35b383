import { createPublicKey, randomBytes, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { DisableKeyCommand, EnableKeyCommand, GetPublicKeyCommand } from "@aws-sdk/client-kms";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { sealKey } from "../../functions/web/page/seal-key.ts";
import { sqsUses } from "../../resolver/sqs-uses.ts";
import { dynamodbManagementKeyStore } from "../../shared/access/dynamodb-management-keys.ts";
import { mintManagementKey } from "../../shared/access/mint-management-key.ts";
import { EVENTS_PREFIX, timeOfEvents } from "../../shared/audit/archive-layout.ts";
import { s3Archive } from "../../shared/audit/s3-archive.ts";
import { SETTLE_SECONDS } from "../../shared/audit/sign-digests.ts";
import { verifyAuditLog } from "../../shared/audit/verify-audit-log.ts";
import { fromEventItem, toOutboxItem } from "../../shared/credentials/event-item.ts";
import { newsOf } from "../../shared/credentials/news-item.ts";
import type { ImportMessage } from "../../shared/imports/import-message.ts";
import { sqsImportQueue } from "../../shared/imports/sqs-import-queue.ts";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { reveal } from "../../shared/kernel/secret.ts";
import { kmsIntakeKey } from "../../shared/sealing/kms-intake-key.ts";
import { type Seal, sealSession } from "../../shared/sealing/seal-session.ts";
import { PREFIX } from "../../shared/table/table-layout.ts";
import { dynamodbCredentialVaultReader } from "../../shared/vault/dynamodb-credential-vault-reader.ts";
import { kmsVaultOpener } from "../../shared/vault/kms-vault.ts";
import { openCredential } from "../../shared/vault/open-credential.ts";
import { addWebhookSource } from "../../shared/webhooks/add-webhook-source.ts";
import { signDelivery } from "../../shared/webhooks/sign-delivery.ts";
import { ssmWebhookSources } from "../../shared/webhooks/ssm-webhook-sources.ts";
import { promise } from "../smoke/steps.ts";
import { newKey } from "../smoke/tenant.ts";
import { within } from "../smoke/wait.ts";
import { useNow } from "../support/data/fixtures.ts";
import { recordingLogger } from "../support/fakes/recording-logger.ts";
import { type Door, doorOf } from "./doors.ts";
import type { Invoke } from "./functions.ts";
import type { Pumps } from "./pumps.ts";
import { type Clients, type References, referred } from "./resources.ts";
import type { StepList } from "./step-list.ts";

export interface World {
  readonly clients: Clients;
  readonly references: References;
  readonly functions: ReadonlyMap<string, Invoke>;
  readonly pumps: Pumps;
  /** The path of the webhook sources' parameters. */
  readonly sourcesPath: string;
}

const now = () => new Date();
const PROVIDER = "openai";
const AT_ONCE = 20;
const ROWS = 60;
const IMPORT_QUEUE = "Imports/Queue";
const SOON = 15;

/** The promise from a creation to a verified log, in the order in which each step needs those before it. */
export async function runSteps(world: World, { run }: StepList): Promise<void> {
  const { clients, references, functions, pumps, sourcesPath } = world;
  const made = (name: string) => referred(references, name);
  const invoke = (name: string): Invoke => {
    const found = functions.get(name);
    if (found === undefined) throw new Error(`there is no function ${name}`);
    return found;
  };
  const table = { client: clients.dynamodb, name: made("Credentials/Table") };
  const credentials = dynamodbCredentialVaultReader(table);
  const vault = kmsVaultOpener(clients.kms, made("Vault/Key"));
  const intakeKeyId = made("IntakeKey/Key");
  const archive = s3Archive(clients.s3, made("Archive/Bucket/Bucket"));
  const workspaceId = randomUUID();
  const api = await apiOf(doorOf(invoke("Api/Function")), table);
  const [firstKey, rotatedKey] = [newKey(), newKey()];
  const creation = { provider: PROVIDER, key: reveal(firstKey), workspace_id: workspaceId, name: "first" };
  let id = "";

  await run("API: a creation is answered 201", async () => {
    const { status, body } = await api("POST", "/byok", creation);
    promise(status === 201, `answered ${status}`);
    id = body.data.id;
  });
  await run("API: the credential can be read", async () => {
    const { status, body } = await api("GET", `/byok/${id}`);
    promise(status === 200 && body.data.name === "first", `answered ${status}`);
    promise(!JSON.stringify(body).includes(reveal(firstKey)), "the answer holds the raw key");
  });
  await run("API: the same creation again finds it", async () => {
    const { status, body } = await api("POST", "/byok", creation);
    promise(status === 201 && body.data.id === id, `answered ${status}`);
  });
  await run("API: a rotation is answered 200", async () => {
    const { status, body } = await api("PATCH", `/byok/${id}`, { key: reveal(rotatedKey), name: "second" });
    promise(status === 200 && body.data.name === "second", `answered ${status}`);
  });
  await run("vault: the rotated key opens", async () => {
    const opened = await openCredential(id, { credentials, vault });
    promise(reveal(opened) === reveal(rotatedKey), "another key came out");
  });
  await run("API: the list has it", async () => {
    const { status, body } = await api("GET", `/byok?workspace_id=${workspaceId}`);
    promise(status === 200 && body.data.length === 1, `answered ${status}`);
  });
  await run(`API: ${AT_ONCE} creations at once are answered 201`, async () => {
    const answers = await Promise.all(
      Array.from({ length: AT_ONCE }, (_, number) =>
        api("POST", "/byok", { ...creation, key: reveal(newKey()), name: `at once ${number}` }),
      ),
    );
    const others = answers.filter(({ status }) => status !== 201);
    promise(others.length === 0, `${others.length} were not, the first: ${others[0]?.status}`);
  });
  await run("vault: a data key under another workspace is refused", async () => {
    const wrapped = (await credentials.findStored(id))?.encryptedKey?.wrapped_key;
    promise(wrapped !== undefined, "the credential has no data key");
    const refusal = await vault.unwrap(wrapped as Uint8Array, randomUUID()).catch((error: unknown) => error);
    promise(refusal instanceof KeyferryError && refusal.kind === "conflict", "it was opened");
  });
  await run("queue: a use that a router reports is shown", async () => {
    const use = useNow(id, { key_version: 2 });
    await sqsUses(clients.sqs, made("Uses/Queue"))({ version: 1, uses: [use] });
    await within(SOON, "the credential shows it", async () => {
      return (await api("GET", `/byok/${id}`)).body.data.last_used_at === use.last_used_at;
    });
  });
  await run("API: a deletion is answered 200, and then 404", async () => {
    const { status } = await api("DELETE", `/byok/${id}`);
    promise(status === 200, `answered ${status}`);
    const gone = await api("GET", `/byok/${id}`);
    promise(gone.status === 404, `a read afterwards was answered ${gone.status}`);
  });

  const newSeal = async () => sealSession(await kmsIntakeKey(clients.kms, intakeKeyId).publicKey(), now);
  const queue = sqsImportQueue(clients.sqs, made(IMPORT_QUEUE), (ms) => pause(ms));
  const importOf = async (importId: string) => (await api("GET", `/byok/imports/${importId}`)).body?.data;
  const created = (importId: string, count: number) =>
    within(SOON * 2, `${count} rows of the import are created`, async () => {
      const job = await importOf(importId);
      promise((job?.rejected ?? 0) === 0, "rows were rejected");
      return job?.created === count;
    });
  await run(`queue: an import of ${ROWS} rows is created`, async () => {
    const importId = randomUUID();
    await queue.send(rowsOf({ importId, count: ROWS, workspaceId, seal: await newSeal() }));
    await created(importId, ROWS);
  });
  await run("webhook: a signed event is answered 202, and stored", async () => {
    const store = ssmWebhookSources(clients.ssm, sourcesPath, recordingLogger());
    const request = { name: "portal", scheme: "standard", workspaces: [workspaceId] } as const;
    const { source, secret } = await addWebhookSource(request, { store, now });
    const data = { external_id: "42", provider: PROVIDER, key: reveal(newKey()) };
    const event = JSON.stringify({ type: "credential.create", timestamp: now().toISOString(), data });
    const headers = signDelivery(event, `msg_${randomUUID()}`, source, secret, now());
    const webhook = doorOf(invoke("Webhooks/Function"));
    const { status, body } = await webhook("POST", "/webhooks/portal", event, headers);
    promise(status === 202, `answered ${status}`);
    await within(SOON, "the credential is stored", async () => {
      const { status: found } = await api("GET", `/byok/${body.id}`);
      return found === 200;
    });
    const forged = await webhook("POST", "/webhooks/portal", event.replace("42", "43"), headers);
    promise(forged.status === 401, `an altered event was answered ${forged.status}`);
  });

  await run("web: a key that is sealed for an intake link is stored, and no second one is", async () => {
    const web = doorOf(invoke("Web/Function"));
    const asked = { purpose: "create", provider: PROVIDER, workspace_id: workspaceId };
    const made = await api("POST", "/byok/links", asked);
    promise(made.status === 201, `the link was answered ${made.status}`);
    const { id: linkId, url } = made.body.data;
    const [token = ""] = new URL(url).hash.slice(1).split(".");
    const opened = await web("POST", `/in/${linkId}/open`, { token });
    promise(opened.status === 200, `opening it was answered ${opened.status}`);
    const { jwk, seal } = opened.body.data;
    const redeem = async (key: string) =>
      web("POST", `/in/${linkId}`, { token, sealed_key: await sealKey(key, jwk, seal) });
    const key = newKey();
    const { status, body } = await redeem(reveal(key));
    promise(status === 201, `the key was answered ${status}`);
    const stored = await openCredential(body.data.credential_id, { credentials, vault });
    promise(reveal(stored) === reveal(key), "another key came out");
    const second = await redeem(reveal(newKey()));
    promise(second.status === 409, `a second key was answered ${second.status}`);
  });

  const relay = invoke("Relay/Function");
  const itemsOf = async (...prefixes: readonly string[]) => {
    const { Items = [] } = await clients.dynamodb.send(
      new ScanCommand({ TableName: table.name, ConsistentRead: true }),
    );
    return Items.filter(({ pk }) => prefixes.some((prefix) => pk?.S?.startsWith(prefix)));
  };
  const unlogged = async () => {
    const logged = new Set((await itemsOf(PREFIX.audit)).map((item) => fromEventItem(item).id));
    const news = (await itemsOf(PREFIX.credential)).flatMap(newsOf);
    const waiting = (await itemsOf(PREFIX.outbox)).map(fromEventItem);
    return [...news, ...waiting].filter(({ id }) => !logged.has(id));
  };
  await run("relay: the stream's records are published, and are in the log", async () => {
    const images = await itemsOf(PREFIX.credential, PREFIX.outbox);
    promise(images.length > 0, "the table was empty");
    await relay({ Records: images.map((NewImage) => ({ eventName: "INSERT", dynamodb: { NewImage } })) });
    const left = new Set((await unlogged()).map(({ id }) => id));
    // Of each record, the stream had told the earlier events before: that is left to the next step.
    const newest = (await itemsOf(PREFIX.credential)).flatMap((item) => newsOf(item).at(-1)?.id ?? []);
    promise(!newest.some((id) => left.has(id)), `${left.size} events are not in the log`);
  });
  let lateId = "";
  await run("relay: a reconciliation publishes what no record announced", async () => {
    const request = { ...creation, key: reveal(newKey()), name: "late" };
    const { status, body } = await api("POST", "/byok", request);
    promise(status === 201, `the creation was answered ${status}`);
    lateId = body.data.id;
    const isUnlogged = (await unlogged()).some(({ credential_id }) => credential_id === lateId);
    promise(isUnlogged, "its event was in the log already");
    await relay({ task: "reconcile", graceMs: -1 });
    const left = await unlogged();
    promise(left.length === 0, `${left.length} events are not in the log`);
  });
  await run("relay: the sweep publishes what lies in the outbox, and then empties it", async () => {
    const late = await itemsOf(PREFIX.audit);
    const [event] = late.map(fromEventItem).filter(({ credential_id }) => credential_id === lateId);
    if (event === undefined) throw new Error("the late creation has no event");
    const old = { ...event, id: randomUUID(), time: new Date(Date.now() - 120_000).toISOString() };
    await clients.dynamodb.send(new PutItemCommand({ TableName: table.name, Item: toOutboxItem(old) }));
    await relay({ task: "sweep" });
    promise((await unlogged()).length === 0, "the event is not in the log");
    await relay({ task: "sweep" });
    const left = await itemsOf(PREFIX.outbox);
    const isLeft = left.map(fromEventItem).some(({ id }) => id === old.id);
    promise(!isLeft, "the event is in the outbox still");
  });

  const objects = async () => {
    const keys: string[] = [];
    for await (const key of archive.list(EVENTS_PREFIX)) keys.push(key);
    return keys;
  };
  const textOf = async (key: string) => Buffer.from(await archive.read(key)).toString();
  let first = "";
  await run("archive: events arrive, in locked objects", async () => {
    const TYPES = ["credential.created", "credential.rotated", "credential.deleted"];
    // The late event is the last: once it is there, every other one is, and no object comes late.
    await within(SOON, "the archive holds the events", async () => {
      const lines = (await Promise.all((await objects()).map(textOf))).join("\n").split("\n");
      const has = (credential: string, type: string) =>
        lines.some((line) => line.includes(credential) && line.includes(type));
      return TYPES.every((type) => has(id, type)) && lateId !== "" && has(lateId, "credential.created");
    });
    first = (await objects())[0] ?? "";
    const head = { Bucket: made("Archive/Bucket/Bucket"), Key: first };
    const { ObjectLockMode, ObjectLockRetainUntilDate } = await clients.s3.send(new HeadObjectCommand(head));
    promise(ObjectLockMode === "GOVERNANCE", `the lock of an object is ${ObjectLockMode ?? "missing"}`);
    promise((ObjectLockRetainUntilDate ?? now()) > now(), "the lock is over");
  });
  await run("archive: If-None-Match keeps an object as it is", async () => {
    const before = await textOf(first);
    promise((await archive.add(first, "other")) === false, "it was written again");
    promise((await textOf(first)) === before, "it was altered");
  });
  await run("audit: a digest is signed over all objects", async () => {
    const latest = timeOfEvents((await objects()).at(-1) ?? "")?.getTime() ?? 0;
    const settled = latest + SETTLE_SECONDS * 1_000;
    await within(SETTLE_SECONDS + SOON, "the objects settle", async () => Date.now() > settled);
    const { digests } = await invoke("Archive/Auditor")({});
    promise(digests.length > 0, "none was signed");
  });
  await run("audit: the log verifies without findings", async () => {
    const { PublicKey = new Uint8Array() } = await clients.kms.send(
      new GetPublicKeyCommand({ KeyId: made("Archive/Key/Key") }),
    );
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: "der", type: "spki" });
    const report = await verifyAuditLog({ archive, publicKey, asOf: now() });
    const { findings, events, pending } = report;
    promise(findings.length === 0, `${findings.length} findings, the first: ${findings[0]?.kind}`);
    promise(
      events > AT_ONCE + ROWS && pending === 0,
      `${events} events, ${pending} objects without a digest`,
    );
  });

  await run("worker: a row with an altered seal is rejected at once", async () => {
    const importId = randomUUID();
    const givenBack = pumps.givenBack(IMPORT_QUEUE);
    const rows = rowsOf({ importId, count: 1, workspaceId, seal: await newSeal() });
    await queue.send(rows.map((row) => ({ ...row, sealed_key: withOtherWrappedKey(row.sealed_key) })));
    await within(SOON, "the row is rejected", async () => (await importOf(importId))?.rejected === 1);
    promise(pumps.givenBack(IMPORT_QUEUE) === givenBack, "it was tried again");
  });
  await run("worker: a row waits while the intake key is disabled, and is created afterwards", async () => {
    const importId = randomUUID();
    const givenBack = pumps.givenBack(IMPORT_QUEUE);
    const rows = rowsOf({ importId, count: 1, workspaceId, seal: await newSeal() });
    await clients.kms.send(new DisableKeyCommand({ KeyId: intakeKeyId }));
    try {
      await queue.send(rows);
      await within(SOON, "the row is given back", async () => pumps.givenBack(IMPORT_QUEUE) > givenBack);
      const { created: done = 0, rejected = 0 } = (await importOf(importId)) ?? {};
      promise(done + rejected === 0, "the row has an outcome");
    } finally {
      await clients.kms.send(new EnableKeyCommand({ KeyId: intakeKeyId }));
    }
    await created(importId, 1);
  });
}

async function apiOf(door: Door, table: Parameters<typeof dynamodbManagementKeyStore>[0]): Promise<Door> {
  const store = dynamodbManagementKeyStore(table);
  const request = { name: "moto", workspaces: "all", default_workspace_id: null, expires_at: null } as const;
  const { token } = await mintManagementKey(request, { store, now });
  const authorization = `Bearer ${reveal(token)}`;
  return (method, path, body, headers) => door(method, path, body, { authorization, ...headers });
}

interface RowsOptions {
  readonly importId: string;
  readonly count: number;
  readonly workspaceId: string;
  readonly seal: Seal;
}

const rowsOf = ({ importId, count, workspaceId, seal }: RowsOptions): ImportMessage[] =>
  Array.from({ length: count }, (_, index) => ({
    version: 1,
    type: "credential.import",
    import_id: importId,
    row: index + 1,
    total_rows: count,
    workspace_id: workspaceId,
    provider: PROVIDER,
    sealed_key: seal(newKey(), { workspace_id: workspaceId, provider: PROVIDER }),
    settings: { name: `row ${index + 1}` },
    requested_at: now().toISOString(),
  }));

/** The seal with a wrapped key of its length that nobody wrapped. */
function withOtherWrappedKey(sealed: string): string {
  const [header, wrapped = "", ...rest] = sealed.split(".");
  const bytes = Buffer.from(wrapped, "base64url").length;
  // Below the modulus, whatever that is, so that it is the padding which does not hold.
  const other = Buffer.concat([Buffer.alloc(1), randomBytes(bytes - 1)]);
  return [header, other.toString("base64url"), ...rest].join(".");
}
