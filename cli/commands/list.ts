import { Command } from "commander";
import { credentialPageSchema, type WireUsedCredential } from "../../shared/credentials/requests/answers.ts";
import { toWorkspaceName } from "../../shared/kernel/workspace.ts";
import { DEFAULT_WORKSPACE, wholeNumber } from "../option-parsers.ts";
import { table } from "../output.ts";
import { requireProvider } from "../provider.ts";
import { type Run, startRun } from "../run.ts";

interface Flags {
  readonly workspace?: string;
  readonly provider?: string;
  readonly offset: number;
  readonly limit: number;
  readonly all?: boolean;
}

const PAGE = 100;

const HELP = `
Examples:
  $ keyferry list --provider openai
  $ keyferry list --workspace global --all
  $ keyferry list --all --json | jq -r '.data[] | select(.disabled) | .id'
`;

export const listCommand = () =>
  new Command("list")
    .description("list a workspace's credentials, without their keys, oldest first")
    .option("-w, --workspace <id>", `the workspace, or global ${DEFAULT_WORKSPACE}`)
    .option("--provider <slug>", "only the credentials of this provider")
    .option("--offset <number>", "how many to skip", wholeNumber(0, 999_999_999), 0)
    .option("--limit <number>", "the most to list, up to 100,000", wholeNumber(1, 100_000), PAGE)
    .option("--all", "list them all, whatever --limit says")
    .addHelpText("after", HELP)
    .action(async (flags: Flags, command: Command) => {
      const run = await startRun(command);
      if (flags.provider !== undefined) await requireProvider(flags.provider, run);
      const { credentials, total } = await readPages(flags, run);
      run.print({ data: credentials, total_count: total }, () => {
        const rows = credentials.map(toRow);
        const heading = ["id", "provider", "label", "name", "state", "created", "last used", "workspace"];
        return [table(heading, rows), ...extent(flags.offset, rows.length, total)].join("\n");
      });
    });

const toRow = (credential: WireUsedCredential): readonly string[] => [
  credential.id,
  credential.provider,
  credential.label,
  credential.name ?? "",
  stateOf(credential),
  dayOf(credential.created_at),
  dayOf(credential.last_used_at ?? ""),
  toWorkspaceName(credential.workspace_id),
];

const dayOf = (time: string): string => time.slice(0, "2026-01-01".length);

/** `disabled`, or what limits its use. */
const stateOf = (credential: WireUsedCredential): string => {
  if (credential.disabled) return "disabled";
  const lists = [credential.allowed_models, credential.allowed_user_ids, credential.allowed_api_key_hashes];
  const traits = [
    ...(credential.is_fallback ? ["fallback"] : []),
    ...(lists.some((list) => list !== null) ? ["restricted"] : []),
  ];
  return traits.join(", ") || "active";
};

/** How many of how many there are, and how to see the others. */
export function extent(offset: number, shown: number, total: number): readonly string[] {
  const end = offset + shown;
  if (shown === total) return [`${shown} of ${total}`];
  const range = shown === 0 ? `none from ${offset + 1} on` : `${offset + 1} to ${end}`;
  if (end >= total) return [`${range}, of ${total}`];
  const newest = Math.max(end, total - PAGE);
  return [
    `${range}, of ${total}. Next: --offset ${end}`,
    ...(newest > end ? [`The newest: --offset ${newest}. All: --all`] : []),
  ];
}

/** Reads pages until the limit, or all. */
export async function readPages(
  { workspace, provider, offset, limit, all }: Flags,
  { settings, callApi }: Pick<Run, "settings" | "callApi">,
) {
  const most = all ? Number.POSITIVE_INFINITY : limit;
  const credentials: WireUsedCredential[] = [];
  let total = 0;
  while (credentials.length < most) {
    const wanted = Math.min(PAGE, most - credentials.length);
    const query = {
      workspace_id: workspace ?? settings.workspaceId,
      provider,
      offset: offset + credentials.length,
      limit: wanted,
    };
    const page = await callApi({ path: "/byok", query }, credentialPageSchema);
    credentials.push(...page.data);
    total = page.total_count;
    if (page.data.length < wanted) break;
  }
  return { credentials, total };
}
