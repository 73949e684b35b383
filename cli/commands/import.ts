import { Command, Option } from "commander";
import { providerSlugs } from "../../shared/providers/slug.ts";
import { EXIT } from "../exit-codes.ts";
import { UsageError } from "../failure.ts";
import { FIELD_NAMES } from "../import/cells-to-fields.ts";
import { dryRun } from "../import/dry-run.ts";
import { stateDirectory } from "../import/import-records.ts";
import type { Job } from "../import/job.ts";
import { openSource } from "../import/read-lines.ts";
import { rowValidator } from "../import/validate-row.ts";
import { interruptSignal } from "../interrupt.ts";
import { wholeNumber } from "../option-parsers.ts";
import { startRun } from "../run.ts";
import { toWorkspaceId } from "../workspace.ts";

export interface ImportFlags {
  readonly dryRun?: boolean;
  readonly workspace?: string;
  readonly provider?: string;
  readonly map?: readonly string[];
  readonly ignore?: readonly string[];
  readonly format?: "csv" | "jsonl";
  readonly via?: "queue" | "api";
  readonly result?: string;
  readonly resend?: boolean;
  readonly importId?: string;
  readonly new?: boolean;
  readonly wait: number;
  readonly storeCheck: boolean;
}

const HELP = `
The file: CSV with a heading, or JSON Lines (.jsonl, .ndjson). The columns are the fields of POST /byok:
  key, provider, workspace_id, name, disabled, is_fallback, is_byok_only, is_required, declared_zdr, declared_region,
  allowed_models, allowed_user_ids, allowed_api_key_hashes       lists in a CSV cell are separated by ;

Keys are sealed on this machine, row by row, and leave it only as ciphertext. Ctrl-C stops an import. The same command
resumes it on this machine and creates nothing twice; on another machine, it does so with --import-id.

Examples:
  $ keyferry import keys.csv --dry-run
  $ keyferry import keys.csv --workspace 5f0c... --map api_key=key --ignore notes --result outcome.csv
  $ vault-export | keyferry import - --format jsonl --import-id 0c9a...
`;

export const importCommand = () =>
  new Command("import")
    .description("hand over the keys of a file, in bulk")
    .argument("<file>", "a CSV or JSON Lines file, or - for standard input")
    .option("-n, --dry-run", "check every row, report all problems, send nothing")
    .option(
      "-w, --workspace <id>",
      "the workspace, or global, of rows that name none (default: that of the settings)",
    )
    .option("--provider <slug>", "the provider of rows that name none")
    .option("--map <column=field...>", "read a column of another name as this field")
    .option("--ignore <column...>", "columns to leave out")
    .addOption(
      new Option("--format <format>", "csv or jsonl (default: by the file's name)").choices(["csv", "jsonl"]),
    )
    .addOption(
      new Option(
        "--via <path>",
        "queue: with AWS credentials; api: with a management key (default: queue if a stack is known, else api)",
      ).choices(["queue", "api"]),
    )
    .option("--result <file>", "write the outcome of each row to this file: CSV, or JSON Lines for .jsonl")
    .option("--resend", "send rows again that were sent from this machine and have no outcome")
    .option(
      "--import-id <uuid>",
      "the import's id, to resume an import from another machine or from standard input (default: the one that this " +
        "machine remembers of the file and these flags, else a random one)",
    )
    .option("--new", "the file was not imported yet, although another import of as many rows was seen")
    .option("--wait <seconds>", "how long to wait without a new outcome", wholeNumber(0, 86_400), 120)
    .option("--no-store-check", "do not look for the same keys among the workspace's other credentials")
    .addHelpText("after", HELP)
    .action(async (file: string, flags: ImportFlags, command: Command) => {
      const run = await startRun(command);
      const workspace = flags.workspace ?? run.settings.workspaceId;
      if (workspace !== undefined) toWorkspaceId(workspace);
      if (file === "-" && flags.result !== undefined) {
        throw new UsageError(
          "--result needs a file: it reads the rows again, and standard input can be read only once",
        );
      }
      const defaults = { provider: flags.provider, workspace_id: workspace };
      const job = {
        run,
        flags,
        defaults,
        source: await openSource(file),
        read: {
          format: flags.format ?? formatOf(file),
          map: readMap(flags.map ?? []),
          ignore: flags.ignore ?? [],
        },
        validate: rowValidator(providerSlugs(run.settings.extraProviders), defaults),
        stateDirectory: stateDirectory(process.env),
        signal: interruptSignal(),
      };
      process.exitCode = flags.dryRun ? await dryRun(job) : await sendFile(job);
      if (job.signal.aborted) process.exitCode = EXIT.interrupted;
    });

/** Loaded only when something is sent: a dry run needs no AWS SDK, nor the memory that it takes. */
async function sendFile(job: Job): Promise<number> {
  const { importFile } = await import("../import/import-file.ts");
  return importFile(job);
}

function formatOf(file: string): "csv" | "jsonl" {
  if (/\.(jsonl|ndjson)$/i.test(file)) return "jsonl";
  if (/\.csv$/i.test(file)) return "csv";
  throw new UsageError("the file's name does not show its format: pass --format csv or --format jsonl");
}

function readMap(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.lastIndexOf("=");
      const field = pair.slice(at + 1);
      if (at < 1 || !FIELD_NAMES.has(field)) {
        throw new UsageError(`--map takes <column>=<field>; the fields are ${[...FIELD_NAMES].join(", ")}`);
      }
      return [pair.slice(0, at), field];
    }),
  );
}
