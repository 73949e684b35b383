import { createPublicKey, privateDecrypt } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { compactDecrypt, importJWK } from "jose";
import { describe, expect, it } from "vitest";
import { type ApiEnvironment, apiEnvironmentSchema } from "../../../../functions/api/env.ts";
import { sqsCommandQueue } from "../../../../shared/credentials/sqs-command-queue.ts";
import { reveal } from "../../../../shared/kernel/secret.ts";
import { kmsIntakeKey } from "../../../../shared/sealing/kms-intake-key.ts";
import { kmsSealOpener } from "../../../../shared/sealing/kms-seal-opener.ts";
import { openSealWith, parseSeal } from "../../../../shared/sealing/seal.ts";
import { sealer } from "../../../../shared/sealing/seal-session.ts";
import { rawKey } from "../../../support/data/fixtures.ts";
import { awsError, fakeClient } from "../../../support/fakes/fake-client.ts";
import { INTAKE_KEY_ID, localKms } from "../../../support/fakes/local-kms.ts";
import { createBody, doorWorld, TOKEN } from "../../../support/worlds/door-world.ts";

/** Everything that a deployed api function is given. */
const ENVIRONMENT: ApiEnvironment = {
  TABLE_NAME: "table",
  IMPORT_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/imports",
  COMMAND_QUEUE_URL: "https://queue",
  INTAKE_KEY_ID,
  WAIT_BUDGET_MS: "0",
  EXTRA_PROVIDERS: "",
  PUBLIC_URL: "https://api.example.com/",
  LINK_RETURN_URLS: "",
  IGNORED_FIELDS: "",
};

/** KMS as the api's role may use it: its one right is to fetch the public key. */
const kms = localKms();
const kmsForApi = fakeClient<KMSClient>({
  GetPublicKeyCommand: (input) =>
    kms.client.send({ input, constructor: { name: "GetPublicKeyCommand" } } as never),
  DecryptCommand: () => {
    throw awsError("AccessDeniedException");
  },
});

/** One message as it lies on the queue, put there by the api's own code on its own adapters. */
async function queuedMessage() {
  const sqs = fakeClient<SQSClient>({ SendMessageCommand: () => ({}) });
  const intakeKey = kmsIntakeKey(kmsForApi.client, ENVIRONMENT.INTAKE_KEY_ID);
  const door = doorWorld({ worker: false });
  const answer = await door.post(
    createBody(),
    { prefer: "respond-async" },
    {
      intakeKey,
      seal: sealer(intakeKey, door.clock.now),
      queue: sqsCommandQueue(sqs.client, ENVIRONMENT.COMMAND_QUEUE_URL),
    },
  );
  expect(answer.status).toBe(202);
  const { body: jwk } = await door.request("GET", "/byok/public-key", {}, { intakeKey });
  return { text: String(sqs.calls[0]?.input.MessageBody), jwk };
}

/** The modules that a module loads, itself included; what is imported as a type is not loaded. */
function modulesOf(path: string, seen = new Map<string, string>()): ReadonlyMap<string, string> {
  if (seen.has(path)) return seen;
  const source = readFileSync(path, "utf8");
  seen.set(path, source);
  for (const [, target = ""] of source.matchAll(/^(?:import|export) (?!type )[^;]*?from "(\.[^"]+)"/gms)) {
    modulesOf(resolve(dirname(path), target), seen);
  }
  return seen;
}

const modulesOfFunction = (name: string) =>
  modulesOf(resolve(import.meta.dirname, `../../../../functions/${name}/handler.ts`));

describe("the api without the worker's role", () => {
  it("a queued message does not contain the key, in any encoding that can be undone", async () => {
    const { text } = await queuedMessage();
    const parts = text.split(/[^\w+/=-]+/).flatMap((part) => part.split("."));
    const decoded = ["base64url", "base64", "hex"].flatMap((encoding) =>
      parts.map((part) => Buffer.from(part, encoding as BufferEncoding).toString("latin1")),
    );
    expect([text, ...decoded].join("\n")).not.toContain(rawKey().slice(8, 24));
  });

  it("the public key does not open a queued message, by our code or by another library's", async () => {
    const { text, jwk } = await queuedMessage();
    const { sealed_key } = JSON.parse(text);
    expect(jwk).not.toHaveProperty("d");
    const publicKey = createPublicKey({ key: jwk, format: "jwk" });
    const wrapped = Buffer.from(parseSeal(sealed_key).wrappedKey, "base64url");
    expect(() => privateDecrypt({ key: publicKey as never, oaepHash: "sha256" }, wrapped)).toThrow();
    await expect(compactDecrypt(sealed_key, await importJWK(jwk))).rejects.toThrow();
  });

  it("nothing that the api is told (its environment, its callers' tokens) is a content key", async () => {
    expect(apiEnvironmentSchema.parse(ENVIRONMENT)).toBeDefined();
    const { text, jwk } = await queuedMessage();
    const { sealed_key, ...command } = JSON.parse(text);
    const known = [ENVIRONMENT, jwk, command, command.actor, { TOKEN }].flatMap((part) =>
      Object.values(part),
    );
    const guesses = [...known.map((value) => Buffer.from(String(value))), Buffer.alloc(32)];
    for (const guess of guesses) {
      const key = Buffer.concat([guess, Buffer.alloc(32)]).subarray(0, 32);
      expect(() => openSealWith(key, parseSeal(sealed_key))).toThrow("does not open");
    }
  });

  it("a new process of the api, on the api's rights, cannot open a message even with the worker's code", async () => {
    const { text } = await queuedMessage();
    const opener = kmsSealOpener(kmsForApi.client, ENVIRONMENT.INTAKE_KEY_ID, () => new Date(0));
    await expect(opener.open(JSON.parse(text).sealed_key)).rejects.toMatchObject({ kind: "unavailable" });
  });

  it("the worker's right alone opens a queued message", async () => {
    const { text } = await queuedMessage();
    const opener = kmsSealOpener(kms.client, INTAKE_KEY_ID, () => new Date(0));
    expect(reveal((await opener.open(JSON.parse(text).sealed_key)).secret)).toBe(rawKey());
  });
});

describe("the code of the functions", () => {
  it("the api loads no module that asks KMS for more than the public key, or opens what is stored", () => {
    const sources = modulesOfFunction("api");
    const operations = [...sources.values()].flatMap(
      (source) => source.match(/(?<=new )\w+Command(?=\()/g) ?? [],
    );
    const kmsOperations = new Set(operations.filter((name) => /Decrypt|Encrypt|Key|Sign|Mac/.test(name)));
    expect([...kmsOperations]).toEqual(["GetPublicKeyCommand"]);
    expect([...sources.values()].join("\n")).not.toMatch(/privateDecrypt|createPrivateKey/);
    expect([...sources.keys()].filter((path) => /opener|vault|encrypt-key|fingerprint/.test(path))).toEqual(
      [],
    );
  });

  it("the worker loads the modules that open seals and encrypt, so that this search finds what it looks for", () => {
    const loaded = [...modulesOfFunction("worker").keys()].filter((path) =>
      /seal-opener|kms-vault/.test(path),
    );
    expect(loaded).toHaveLength(2);
  });

  it("the relay loads no module that has to do with keys, seals or queues", () => {
    const loaded = [...modulesOfFunction("relay").keys()].filter((path) =>
      /crypto|kms|seal|vault|sqs/.test(path),
    );
    expect(loaded).toEqual([]);
  });
});
