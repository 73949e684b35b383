import { Command, Option } from "commander";
import { ACCEPTABLE, ON_DUPLICATE, type OnDuplicate } from "../../shared/imports/import-message.ts";
import { providerSlugs } from "../../shared/providers/slug.ts";
import { EXIT } from "../exit-codes.ts";
import { UsageError } from "../failure.ts";
import { dryRun } from "../import/dry-run.ts";
import { FIELD_NAMES } from "../import/field-names.ts";
import { FORMATS, type ReadOptions } from "../import/file-row.ts";
import { stateDirectory } from "../import/import-records.ts";
import type { Job } from "../import/job.ts";
import { openOutputFile } from "../import/output-file.ts";
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
  readonly format?: ReadOptions["format"];
  readonly via?: "queue" | "api";
  readonly onDuplicate: OnDuplicate;
  readonly accept?: (typeof ACCEPTABLE)[number];
  readonly result?: string;
  readonly rejected?: string;
  readonly resend?: boolean;
  readonly importId?: string;
  readonly new?: boolean;
  readonly wait: number;
  readonly storeCheck: boolean;
}

const HELP = `
The file: CSV with a heading, JSON Lines, a JSON array, a .env file, or the CSV export of Bitwarden or 1Password. The
columns are the fields of POST /byok, in any spelling (API Key, allowedModels):
  key, provider, workspace_id, name, disabled, is_fallback, is_byok_only, is_required, declared_zdr, declared_region,
  allowed_models, allowed_user_ids, allowed_api_key_hashes       lists in a CSV cell: a;b or ["a","b"]

Keys are sealed on this machine, row by row, and leave it only as ciphertext. Ctrl-C stops an import. The same command
resumes it. A file that was corrected is imported as a whole again: rows whose keys the workspace has are skipped.

Examples:
  $ keyferry import keys.csv --dry-run
  $ keyferry import keys.csv --workspace 5f0c... --map secret=key --ignore notes --rejected to-mend.csv
  $ vault-export | keyferry import - --format jsonl
`;

export const importCommand = () =>
  new Command("import")
    .description("hand over the keys of a file, in bulk")
    .argument("<file>", "a CSV, JSON or .env file, or - for standard input")
    .option("-n, --dry-run", "check every row, report all problems, send nothing")
    .option(
      "-w, --workspace <id>",
      "the workspace, or global, of rows that name none (default: that of the settings)",
    )
    .option("--provider <slug>", "the provider of rows that name none")
    .addOption(repeatable("--map <column=field>", "read a column of another name as this field; repeatable"))
    .addOption(repeatable("--ignore <column>", "a column or variable to leave out; repeatable"))
    .addOption(
      new Option("--format <format>", "csv, jsonl, json or env (default: by the file's name)").choices(
        FORMATS,
      ),
    )
    .addOption(
      new Option(
        "--on-duplicate <action>",
        "for a row whose key the workspace has: skip it, create another credential, or fail",
      )
        .choices(ON_DUPLICATE)
        .default("skip"),
    )
    .addOption(
      new Option("--accept <doubt>", "let a row pass in spite of this doubt about its key: masked").choices(
        ACCEPTABLE,
      ),
    )
    .addOption(
      new Option(
        "--via <path>",
        "queue: with AWS credentials; api: with a management key (default: queue if a stack is known, else api)",
      ).choices(["queue", "api"]),
    )
    .option("--result <file>", "write the outcome of each row to this file: CSV, or JSON Lines for .jsonl")
    .option(
      "--rejected <file>",
      "write the rows that were refused to this file, to be mended and imported: it holds their keys",
    )
    .option("--resend", "send rows again that were sent from this machine and have no outcome")
    .option(
      "--import-id <uuid>",
      "the import's id, to resume an import from another machine or from standard input (default: the one that this " +
        "machine remembers of the file and these flags, else a random one)",
    )
    .option(
      "--new",
      "with --on-duplicate create: the file was not imported yet, although another import of as many rows was seen",
    )
    .option("--wait <seconds>", "how long to wait without a new outcome", wholeNumber(0, 86_400), 120)
    .option(
      "--no-store-check",
      "with --on-duplicate create: do not look for the same keys among the workspace's other credentials",
    )
    .addHelpText("after", HELP)
    .action(async (file: string, flags: ImportFlags, command: Command) => {
      const run = await startRun(command);
      const workspace = flags.workspace ?? run.settings.workspaceId;
      if (workspace !== undefined) toWorkspaceId(workspace);
      if (file === "-" && (flags.result ?? flags.rejected) !== undefined) {
        throw new UsageError(
          "--result and --rejected need a file: they read the rows again, and standard input can be read only once",
        );
      }
      const defaults = { provider: flags.provider, workspace_id: workspace };
      const source = await openSource(file);
      const outputs = {
        result: await openOutput("--result", flags.result, file),
        rejected: await openOutput("--rejected", flags.rejected, file),
      };
      const accepts = flags.accept === undefined ? [] : [flags.accept];
      const job = {
        run,
        flags,
        accepts,
        defaults,
        source,
        outputs,
        read: {
          format: flags.format ?? formatOf(file),
          map: readMap(flags.map ?? []),
          ignore: flags.ignore ?? [],
        },
        validate: rowValidator(providerSlugs(run.settings.extraProviders), defaults, accepts),
        stateDirectory: stateDirectory(process.env),
        signal: interruptSignal(),
      };
      try {
        process.exitCode = flags.dryRun ? await dryRun(job) : await sendFile(job);
      } finally {
        await Promise.all([outputs.result?.close(), outputs.rejected?.close()]);
      }
      if (job.signal.aborted) process.exitCode = EXIT.interrupted;
    });

/** An option that is given once for each value: one with several values would take the file for one of them. */
const repeatable = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((value: string, before: readonly string[] = []) => [
    ...before,
    value,
  ]);

const openOutput = async (option: string, name: string | undefined, file: string) =>
  name === undefined ? undefined : openOutputFile(option, name, file);

/** Loaded only when something is sent: a dry run needs no AWS SDK, nor the memory that it takes. */
async function sendFile(job: Job): Promise<number> {
  const { importFile } = await import("../import/import-file.ts");
  return importFile(job);
}

function formatOf(file: string): ReadOptions["format"] {
  if (/\.(jsonl|ndjson|json)$/i.test(file)) return "jsonl";
  if (/\.(csv|tsv|tab)$/i.test(file)) return "csv";
  if (/\.env$|(?:^|\/)\.env[^/]*$/i.test(file)) return "env";
  throw new UsageError(
    `the file's name does not show its format: pass --format with one of ${FORMATS.join(", ")}`,
  );
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
