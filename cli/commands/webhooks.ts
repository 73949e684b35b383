import { Command, Option } from "commander";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { reveal, type Secret } from "../../shared/kernel/secret.ts";
import { addWebhookSource } from "../../shared/webhooks/add-webhook-source.ts";
import { rotateWebhookSecret } from "../../shared/webhooks/rotate-webhook-secret.ts";
import {
  SIGNATURE_SCHEMES,
  type SignatureScheme,
  type WebhookSource,
} from "../../shared/webhooks/webhook-source.ts";
import { describeSource } from "../describe-source.ts";
import { UsageError } from "../failure.ts";
import { wholeNumber } from "../option-parsers.ts";
import { lines, table } from "../output.ts";
import { readSecret } from "../read-secret.ts";
import { startRun } from "../run.ts";
import { toWorkspaceId } from "../workspace.ts";
import { sendCommand } from "./webhooks-send.ts";

interface AddFlags {
  readonly workspace?: readonly string[];
  readonly scheme: SignatureScheme;
  readonly signatureHeader?: string;
  readonly eventIdHeader?: string;
  readonly ownSecret?: boolean;
  readonly allowUntimed?: boolean;
}

const NOTE = `
Sources and their secrets are SecureString parameters of Systems Manager: these commands need AWS credentials for them.
A deployment picks up a change within a minute.

Examples:
  $ keyferry webhooks list --stack keyferry-prod
`;

export const webhooksCommand = () =>
  new Command("webhooks")
    .description("manage the systems that hand over keys by signed webhooks")
    .addHelpText("after", NOTE)
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(rotateSecretCommand())
    .addCommand(removeCommand())
    .addCommand(sendCommand());

const OWN_SECRET = "read a secret that the sender made, from standard input or a prompt";

const addCommand = () =>
  new Command("add")
    .description("add a source, and print its URL and its secret, which is shown once")
    .argument("<name>", "the source's name: lower-case letters, digits and hyphens")
    .option(
      "-w, --workspace <id...>",
      "the workspaces of its credentials, or global (default: that of the settings)",
    )
    .addOption(
      new Option("--scheme <scheme>", "how the source signs: standard or hmac-sha256")
        .choices(SIGNATURE_SCHEMES)
        .default("standard"),
    )
    .option("--signature-header <name>", "for hmac-sha256: the header with the signature of the body")
    .option("--event-id-header <name>", "for hmac-sha256: the header with the event's id")
    .option("--own-secret", OWN_SECRET)
    .option(
      "--allow-untimed",
      "for hmac-sha256: accept events without a timestamp, which anybody can repeat who saw one",
    )
    .action(async (name: string, flags: AddFlags, command: Command) => {
      const { settings, print } = await startRun(command);
      const { workspaceId } = settings;
      const workspaces = flags.workspace ?? (workspaceId === undefined ? [] : [workspaceId]);
      if (workspaces.length === 0) throw new UsageError("a source needs a workspace: pass --workspace");
      for (const workspace of workspaces) toWorkspaceId(workspace);
      const { openWebhookSources } = await import("../webhook-sources.ts");
      const { store, urlOf } = await openWebhookSources(settings);
      const added = await addWebhookSource(
        {
          name,
          scheme: flags.scheme,
          workspaces,
          signature_header: flags.signatureHeader,
          event_id_header: flags.eventIdHeader,
          secret: flags.ownSecret ? await readSecret(undefined) : undefined,
          allow_untimed: flags.allowUntimed,
        },
        { store, now: () => new Date() },
      );
      const shown = withSecret(added, urlOf(name), flags.ownSecret);
      print(shown, () => `${lines(forPeople(shown))}\n${reminder(flags.ownSecret)}`);
    });

const listCommand = () =>
  new Command("list")
    .description("list the sources, without their secrets")
    .action(async (_flags: object, command: Command) => {
      const { settings, print } = await startRun(command);
      const { openWebhookSources } = await import("../webhook-sources.ts");
      const { store, urlOf } = await openWebhookSources(settings);
      const sources = (await store.list()).map((source) => describeSource(source, urlOf(source.name)));
      print({ data: sources }, () =>
        table(
          ["name", "scheme", "workspaces", "secrets", "url"],
          sources.map(({ name, scheme, workspaces, secrets, url }) => [
            name,
            scheme,
            workspaces.join(","),
            `${secrets.length} valid`,
            url,
          ]),
        ),
      );
    });

const HOUR_MS = 3_600_000;

const rotateSecretCommand = () =>
  new Command("rotate-secret")
    .description("give a source a new secret, and print it: it is shown once")
    .argument("<name>", "the source's name")
    .option(
      "--overlap <hours>",
      "how long the earlier secrets still work, up to 720",
      wholeNumber(0, 720),
      24,
    )
    .option("--own-secret", OWN_SECRET)
    .action(async (name: string, flags: { overlap: number; ownSecret?: boolean }, command: Command) => {
      const { settings, print } = await startRun(command);
      const { openWebhookSources } = await import("../webhook-sources.ts");
      const { store, urlOf } = await openWebhookSources(settings);
      const secret = flags.ownSecret ? await readSecret(undefined) : undefined;
      const rotated = await rotateWebhookSecret(
        { name, overlapMs: flags.overlap * HOUR_MS, secret },
        { store, now: () => new Date() },
      );
      const shown = withSecret(rotated, urlOf(name), flags.ownSecret);
      print(shown, () => `${lines(forPeople(shown))}\n${reminder(flags.ownSecret)}`);
    });

const removeCommand = () =>
  new Command("remove")
    .description(
      "remove a source: its webhooks are refused, its credentials stay, and no later source names them",
    )
    .argument("<name>", "the source's name")
    .action(async (name: string, _flags: object, command: Command) => {
      const { settings, print } = await startRun(command);
      const { openWebhookSources } = await import("../webhook-sources.ts");
      const { store } = await openWebhookSources(settings);
      const removed = await store.remove(name);
      if (!removed) throw new KeyferryError("not_found", "there is no such webhook source");
      print({ name, removed }, () => `Removed: ${name}`);
    });

const withSecret = (
  { source, secret }: { readonly source: WebhookSource; readonly secret: Secret },
  url: string,
  isOwn: boolean | undefined,
) => ({ ...describeSource(source, url), ...(isOwn !== true && { secret: reveal(secret) }) });

/** What the sender needs. */
const forPeople = ({ created_at: _, secrets: __, ...shown }: ReturnType<typeof withSecret>) => shown;

const reminder = (isOwn: boolean | undefined): string =>
  isOwn
    ? "The deployment knows it within a minute."
    : "Give the secret to the sender now: it is not shown again. The deployment knows it within a minute.";
