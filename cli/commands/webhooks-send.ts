import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Argument, Command } from "commander";
import type * as z from "zod/mini";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { reveal, type Secret } from "../../shared/kernel/secret.ts";
import { receiptSchema } from "../../shared/webhooks/answers.ts";
import { signDelivery } from "../../shared/webhooks/sign-delivery.ts";
import { STANDARD_HEADERS, type WebhookSource } from "../../shared/webhooks/webhook-source.ts";
import { apiClient } from "../api-client.ts";
import { changesOfFlags, withChangeOptions } from "../credential-options.ts";
import { UsageError } from "../failure.ts";
import { isoTime } from "../option-parsers.ts";
import { readSecret } from "../read-secret.ts";
import { startRun } from "../run.ts";
import type { CliSettings } from "../settings.ts";

const TYPES = ["credential.create", "credential.update", "credential.delete"] as const;

interface Flags {
  readonly externalId: string;
  readonly provider?: string;
  readonly workspace?: string;
  readonly key?: boolean;
  readonly keyFile?: string;
  readonly secretFile?: string;
  readonly eventId?: string;
  readonly timestamp?: Date;
}

const HELP = `
Examples:
  $ vault read -field=key kv/openai | keyferry webhooks send portal credential.create --external-id 42 --provider openai
  $ keyferry webhooks send portal credential.update --external-id 42 --disabled
  $ keyferry webhooks send portal credential.delete --external-id 42
`;

export const sendCommand = () =>
  withChangeOptions(new Command("send"))
    .description("send a signed event, as the source would")
    .argument("<name>", "the source's name")
    .addArgument(new Argument("<type>", "what happened").choices(TYPES))
    .requiredOption("--external-id <id>", "the sender's own id for the credential")
    .option("--provider <slug>", "the key's provider, e.g. openai")
    .option(
      "-w, --workspace <id>",
      "the workspace, for a source with several (default: the source's, if it has only one)",
    )
    .option("--key", "for credential.update: read a new key from standard input or a prompt")
    .option("--key-file <file>", "read the key from a file")
    .option("--secret-file <file>", "sign with the secret in this file, without AWS credentials")
    .option("--event-id <id>", "the event's id (default: a new id)")
    .option(
      "--timestamp <time>",
      "when it happened, as an ISO 8601 time: an event that is sent again with its id and time is carried out once (default: now)",
      isoTime,
    )
    .addHelpText("after", HELP)
    .action(async (name: string, type: (typeof TYPES)[number], flags: Flags, command: Command) => {
      const { settings, print } = await startRun(command);
      const signer = await findSigner(name, flags.secretFile, settings);
      const takesKey = type === "credential.create" || flags.key === true || flags.keyFile !== undefined;
      const data = {
        ...changesOfFlags(command),
        external_id: flags.externalId,
        ...(flags.provider !== undefined && { provider: flags.provider }),
        ...(flags.workspace !== undefined && { workspace_id: flags.workspace }),
        ...(takesKey && { key: reveal(await readSecret(flags.keyFile)) }),
      };
      const body = JSON.stringify({ type, timestamp: (flags.timestamp ?? new Date()).toISOString(), data });
      const answer = await deliver(name, body, flags.eventId ?? `msg_${randomUUID()}`, signer, settings);
      print(answer, () => (answer.status === "accepted" ? `Accepted: ${answer.id}` : "Ignored"));
    });

interface Signer {
  readonly source: Pick<WebhookSource, "scheme" | keyof typeof STANDARD_HEADERS>;
  readonly secret: Secret;
  /** When the secret was made, in milliseconds since 1970; 0 where that is not known. */
  readonly since: number;
}

async function findSigner(
  name: string,
  secretFile: string | undefined,
  settings: CliSettings,
): Promise<Signer> {
  if (secretFile !== undefined) {
    const source = { scheme: "standard" as const, ...STANDARD_HEADERS };
    return { source, secret: await readSecret(secretFile), since: 0 };
  }
  const { openWebhookSources } = await import("../webhook-sources.ts");
  const { store } = await openWebhookSources(settings);
  const source = await store.find(name);
  const newest = source?.secrets[0];
  if (!source || !newest) throw new KeyferryError("not_found", "there is no such webhook source");
  return { source, secret: newest.secret, since: Date.parse(newest.created_at) };
}

/** A deployment caches its sources for a minute: until then it may refuse a secret that is new. */
const NOTICED_WITHIN_MS = 70_000;
const PAUSE_MS = 1_000;

async function deliver(
  name: string,
  body: string,
  eventId: string,
  signer: Signer,
  settings: CliSettings,
): Promise<z.infer<typeof receiptSchema>> {
  const { source, secret, since } = signer;
  const callApi = await apiClient({ ...settings, managementKey: undefined });
  for (;;) {
    try {
      const request = {
        method: "POST",
        path: `/webhooks/${encodeURIComponent(name)}`,
        body: { type: "application/json", text: body },
        headers: signDelivery(body, eventId, source, secret, new Date()),
      } as const;
      return await callApi(request, receiptSchema);
    } catch (error) {
      if (!(error instanceof KeyferryError) || error.kind !== "unauthenticated") throw error;
      if (Date.now() > since + NOTICED_WITHIN_MS) {
        throw new UsageError("the deployment refuses the signature: check the source's name and its secret");
      }
      await pause(PAUSE_MS);
    }
  }
}
