import { createSecretKey, type KeyObject, randomBytes } from "node:crypto";
import { marshall, unmarshall } from "@aws-sdk/util-dynamodb";
import * as z from "zod/mini";
import { KeyferryError } from "../kernel/errors.ts";
import { once } from "../kernel/once.ts";
import type { Clock, Logger } from "../kernel/ports.ts";
import { reveal, Secret } from "../kernel/secret.ts";
import type { IntakeKey, SealOpener } from "../sealing/ports.ts";
import { sealSession } from "../sealing/seal-session.ts";
import { insertItem } from "../table/dynamodb-inserts.ts";
import type { Item } from "../table/dynamodb-item.ts";
import { batchGet, type Table } from "../table/dynamodb-reads.ts";
import { parseItem, text } from "../table/parse-item.ts";
import { PARTITION_KEY, PREFIX, SORT_KEY } from "../table/table-layout.ts";
import type { FingerprintKey } from "./ports.ts";

const KEY: Item = marshall({ [PARTITION_KEY]: PREFIX.deployment, [SORT_KEY]: "FINGERPRINT_KEY" });
const BINDING = { workspace_id: null, provider: "keyferry-fingerprint" };

interface Dependencies {
  readonly intakeKey: IntakeKey;
  readonly seals: SealOpener;
  readonly now: Clock;
  readonly log: Logger;
}

/**
 * The deployment's fingerprint key. It is random, the first worker that needs it makes it, the table keeps it
 * sealed to the intake key, and each process opens it once.
 */
export function dynamodbFingerprintKey(table: Table, dependencies: Dependencies): FingerprintKey {
  return { get: once(() => load(table, dependencies)) };
}

async function load(table: Table, dependencies: Dependencies): Promise<KeyObject> {
  const sealed = (await read(table)) ?? (await make(table, dependencies));
  const { secret } = await dependencies.seals.open(sealed).catch((error: unknown) => {
    if (!(error instanceof KeyferryError) || error.kind !== "unopenable_seal") throw error;
    // The command that asks for the key is not at fault: it must wait, and must not be rejected for a bad
    // seal.
    throw new KeyferryError("unavailable", "the deployment's fingerprint key does not open", {
      cause: error,
    });
  });
  return createSecretKey(reveal(secret), "base64url");
}

const sealedSchema = z.object({ sealed: text });

async function read(table: Table): Promise<string | undefined> {
  const [item] = await batchGet(table, [KEY], ["sealed"]);
  return item && parseItem(sealedSchema, unmarshall(item), "fingerprint key").sealed;
}

/** Two workers may make a key at the same time: the first write wins, and the other worker uses that key. */
async function make(table: Table, { intakeKey, now, log }: Dependencies): Promise<string> {
  const seal = sealSession(await intakeKey.publicKey(), now);
  const sealed = seal(new Secret(randomBytes(32).toString("base64url")), BINDING);
  if (await insertItem(table, { ...KEY, ...marshall({ sealed }) }, log)) return sealed;
  const winner = await read(table);
  if (winner === undefined)
    throw new KeyferryError("unavailable", "the deployment's fingerprint key is gone");
  return winner;
}
