import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { loadShedding } from "../../../shared/credentials/requests/load-shedding.ts";
import { pollingInterval } from "../../../shared/credentials/requests/polling-interval.ts";
import { sqsCommandQueue } from "../../../shared/credentials/sqs-command-queue.ts";
import { Secret } from "../../../shared/kernel/secret.ts";
import { dynamodbGuardedLinks } from "../../../shared/links/dynamodb-guarded-links.ts";
import { openLink } from "../../../shared/links/open-link.ts";
import { redeemLink } from "../../../shared/links/redeem-link.ts";
import { kmsIntakeKey } from "../../../shared/sealing/kms-intake-key.ts";
import { newContentKey, type SealBinding, sealWith } from "../../../shared/sealing/seal.ts";
import { recordingLogger } from "../fakes/recording-logger.ts";
import { deployment, dynamodb, kms, sqs } from "./deployment.ts";

const intakeKey = kmsIntakeKey(kms, deployment.intakeKeyId);
const dependencies = {
  links: dynamodbGuardedLinks({ client: dynamodb, name: deployment.tableName }),
  queue: sqsCommandQueue(sqs, deployment.commandQueueUrl),
  intakeKey,
  now: () => new Date(),
  sleep,
  polling: pollingInterval(),
  load: loadShedding(),
  log: recordingLogger(),
};

/** The id, the token and the thumbprint in an intake link. */
export function partsOf(url: string): {
  readonly id: string;
  readonly token: string;
  readonly thumbprint: string;
} {
  const [, id = "", token = "", thumbprint = ""] = /\/in\/([\w-]+)#([\w-]+)\.([\w-]+)$/.exec(url) ?? [];
  return { id, token, thumbprint };
}

/** Seals a key as the page of a link does: under a content key of its own. */
export async function sealForLink(key: string, binding: SealBinding): Promise<string> {
  const { kid, key: publicKey } = await intakeKey.publicKey();
  return sealWith(newContentKey(kid, publicKey), new Secret(key), binding);
}

/** Opens a link and brings a key through it, as its page does. */
export const redemptionOf = (url: string) => {
  const { id, token } = partsOf(url);
  const opened = () => openLink({ id, token: new Secret(token) }, dependencies);
  const bringSealed = (sealed_key: string) =>
    redeemLink(
      {
        id,
        token: new Secret(token),
        sealed_key,
        requestId: randomUUID(),
        waitUntil: Date.now() + 20_000,
      },
      dependencies,
    );
  return {
    open: opened,
    bringSealed,
    bring: async (key: string) => bringSealed(await sealForLink(key, (await opened()).seal)),
  };
};
