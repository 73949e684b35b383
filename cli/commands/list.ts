import { Command } from "commander";
import { credentialPageSchema, type WireCredential } from "../../shared/credentials/requests/answers.ts";
import { DEFAULT_WORKSPACE, wholeNumber } from "../option-parsers.ts";
import { table } from "../output.ts";
import { type Run, startRun } from "../run.ts";

interface Flags {
  readonly workspace?: string;
  readonly provider?: string;
  readonly offset: number;
  readonly limit: number;
}

const PAGE = 100;

export const listCommand = () =>
  new Command("list")
    .description("list a workspace's credentials, without their keys")
    .option("-w, --workspace <id>", `the workspace, or global ${DEFAULT_WORKSPACE}`)
    .option("--provider <slug>", "only the credentials of this provider")
    .option("--offset <number>", "how many to skip", wholeNumber(0, 999_999_999), 0)
    .option("--limit <number>", "the most to list, up to 100,000", wholeNumber(1, 100_000), PAGE)
    .action(async (flags: Flags, command: Command) => {
      const run = await startRun(command);
      const { credentials, total } = await readPages(flags, run);
      run.print({ data: credentials, total_count: total }, () => {
        const rows = credentials.map(({ id, provider, label, name, disabled }) => [
          id,
          provider,
          label,
          name ?? "",
          disabled ? "disabled" : "",
        ]);
        return `${table(["id", "provider", "label", "name", ""], rows)}\n${rows.length} of ${total}`;
      });
    });

async function readPages({ workspace, provider, offset, limit }: Flags, { settings, callApi }: Run) {
  const credentials: WireCredential[] = [];
  let total = 0;
  while (credentials.length < limit) {
    const wanted = Math.min(PAGE, limit - credentials.length);
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
