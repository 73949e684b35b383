import { Command } from "commander";
import { wholeNumber } from "../credential-options.ts";
import { table } from "../output.ts";
import { type Run, startRun } from "../run.ts";

interface Flags {
  readonly workspace?: string;
  readonly provider?: string;
  readonly offset: number;
  readonly limit: number;
}

interface Listed {
  readonly id: string;
  readonly provider: string;
  readonly label: string;
  readonly name: string | null;
  readonly disabled: boolean;
}

const PAGE = 100;

export const listCommand = () =>
  new Command("list")
    .description("list a workspace's credentials, without their keys")
    .option("-w, --workspace <id>", "the workspace, or global")
    .option("--provider <slug>", "only this provider's")
    .option("--offset <number>", "skip as many", wholeNumber(0, 999_999_999), 0)
    .option("--limit <number>", "how many at most", wholeNumber(1, 100_000), PAGE)
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
  const credentials: Listed[] = [];
  let total = 0;
  while (credentials.length < limit) {
    const wanted = Math.min(PAGE, limit - credentials.length);
    const page = await callApi({
      path: "/byok",
      query: {
        workspace_id: workspace ?? settings.workspaceId,
        provider,
        offset: offset + credentials.length,
        limit: wanted,
      },
    });
    credentials.push(...(page.data as Listed[]));
    total = page.total_count;
    if (page.data.length < wanted) break;
  }
  return { credentials, total };
}
