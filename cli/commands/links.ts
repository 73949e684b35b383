import { Command } from "commander";
import {
  createdLinkSchema,
  linkPageSchema,
  revocationAnswerSchema,
  type WireLink,
} from "../../shared/links/answers.ts";
import { changesOfFlags, withSettingOptions } from "../credential-options.ts";
import { UsageError } from "../failure.ts";
import { DEFAULT_WORKSPACE, seconds, wholeNumber } from "../option-parsers.ts";
import { nextPage, note, table } from "../output.ts";
import { requireProvider } from "../provider.ts";
import { startRun } from "../run.ts";

interface CreateFlags {
  readonly workspace?: string;
  readonly rotate?: string;
  readonly expiresIn?: number;
  readonly workspaceLabel?: string;
  readonly allowOrigin?: readonly string[];
  readonly returnUrl?: string;
  readonly idempotencyKey?: string;
}

export const linksCommand = () =>
  new Command("links")
    .description("make, list and revoke intake links, at which the owner of a key brings it")
    .addCommand(createCommand())
    .addCommand(listCommand())
    .addCommand(revokeCommand());

const HELP = `
The link is printed once, and alone on standard output. Whoever has it may bring one key: send it on a channel that only
the owner of the key reads.

Examples:
  $ keyferry links create openai --name "Team A" --workspace-label "Acme"
  $ keyferry links create anthropic --expires-in 7d --allow-origin https://app.example.com
  $ keyferry links create --rotate 6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8
`;

const createCommand = () =>
  withSettingOptions(new Command("create"))
    .description("make a link for a new credential, or to replace the key of an existing one")
    .argument("[provider]", "the provider's slug, e.g. openai; keyferry providers lists them")
    .option("-w, --workspace <id>", `the workspace, or global ${DEFAULT_WORKSPACE}`)
    .option("--rotate <id>", "replace the key of this credential, instead of making one")
    .option("--expires-in <time>", "how long it is open, such as 30m or 7d (default: 24h)", seconds)
    .option("--workspace-label <text>", "what the page calls the workspace")
    .option("--allow-origin <origin...>", "the origins of pages that may embed the page")
    .option(
      "--return-url <url>",
      "where the page offers to return to, one of the deployment's linkReturnUrls",
    )
    .option(
      "--idempotency-key <key>",
      "a name for this request: the same name again is the same link, or an error if the content differs",
    )
    .addHelpText("after", HELP)
    .action(async (provider: string | undefined, flags: CreateFlags, command: Command) => {
      const run = await startRun(command);
      const { settings, callApi, print } = run;
      if ((provider === undefined) === (flags.rotate === undefined)) {
        throw new UsageError(
          "a link is for a new credential or for an existing one: name a provider or --rotate",
        );
      }
      if (provider !== undefined) await requireProvider(provider, run);
      const workspace_id = flags.workspace ?? settings.workspaceId;
      const target =
        flags.rotate === undefined
          ? { provider, ...(workspace_id && { workspace_id }) }
          : { purpose: "rotate", credential_id: flags.rotate };
      const body = {
        ...changesOfFlags(command),
        ...target,
        expires_in: flags.expiresIn,
        workspace_label: flags.workspaceLabel,
        allowed_origins: flags.allowOrigin,
        return_url: flags.returnUrl,
      };
      const { data } = await callApi(
        {
          method: "POST",
          path: "/byok/links",
          body: { type: "application/json", text: JSON.stringify(body) },
          headers: {
            ...(flags.idempotencyKey !== undefined && { "idempotency-key": flags.idempotencyKey }),
          },
        },
        createdLinkSchema,
      );
      print({ data }, () => data.url);
      if (!settings.json) {
        note(`Open until ${data.expires_at}, for one key. It is not shown again; revoke it with`);
        note(`  keyferry links revoke ${data.id}`);
      }
    });

const listCommand = () =>
  new Command("list")
    .description("list the links of a workspace, newest first, without their tokens")
    .option("-w, --workspace <id>", `the workspace, or global ${DEFAULT_WORKSPACE}`)
    .option("--limit <number>", "the most to list, up to 100", wholeNumber(1, 100), 50)
    .option("--cursor <cursor>", "continue after an earlier page")
    .action(async (flags: { workspace?: string; limit: number; cursor?: string }, command: Command) => {
      const { settings, callApi, print } = await startRun(command);
      const { workspace, limit, cursor } = flags;
      const query = { workspace_id: workspace ?? settings.workspaceId, limit, cursor };
      const page = await callApi({ path: "/byok/links", query }, linkPageSchema);
      const heading = ["id", "status", "for", "name", "expires", "credential", "key"];
      print(page, () => [table(heading, page.data.map(toRow)), ...nextPage(page)].join("\n"));
    });

const toRow = ({
  id,
  status,
  purpose,
  provider,
  name,
  expires_at,
  credential_id,
  label,
}: WireLink): string[] => [
  id,
  status,
  `${purpose} ${provider}`,
  name ?? "",
  expires_at,
  credential_id,
  label ?? "",
];

const revokeCommand = () =>
  new Command("revoke")
    .description("close a link before anybody uses it")
    .argument("<id>", "the link's id")
    .action(async (id: string, _flags: object, command: Command) => {
      const { callApi, print } = await startRun(command);
      const path = `/byok/links/${encodeURIComponent(id)}`;
      const answer = await callApi({ method: "DELETE", path }, revocationAnswerSchema);
      print(answer, () => {
        if (answer.status === "accepted") return `Queued: ${id}`;
        return `${answer.data.status === "expired" ? "Expired already" : "Revoked"}: ${id}`;
      });
    });
