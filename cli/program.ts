import { createRequire } from "node:module";
import { Command } from "commander";
import { withoutQuotes } from "./commander-errors.ts";
import { auditCommand } from "./commands/audit.ts";
import { completeCommand, completionCommand } from "./commands/completion.ts";
import { consoleCommand } from "./commands/console.ts";
import { deleteCommand } from "./commands/delete.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { eventsCommand } from "./commands/events.ts";
import { getCommand } from "./commands/get.ts";
import { importCommand } from "./commands/import.ts";
import { importsCommand } from "./commands/imports.ts";
import { keysCommand } from "./commands/keys.ts";
import { linksCommand } from "./commands/links.ts";
import { listCommand } from "./commands/list.ts";
import { openCommand } from "./commands/open.ts";
import { providersCommand } from "./commands/providers.ts";
import { putCommand } from "./commands/put.ts";
import { redriveCommand } from "./commands/redrive.ts";
import { resolveCommand } from "./commands/resolve.ts";
import { resolverCommand } from "./commands/resolver.ts";
import { rotateCommand } from "./commands/rotate.ts";
import { sealCommand } from "./commands/seal.ts";
import { updateCommand } from "./commands/update.ts";
import { watchCommand } from "./commands/watch.ts";
import { webhooksCommand } from "./commands/webhooks.ts";
import { EXIT_HELP } from "./exit-codes.ts";

const SETTINGS_HELP = `
How a command finds the deployment: by the first of these that names the API or the stack.
  flags                --api-url, or --stack with your usual AWS credentials
  environment          KEYFERRY_API_URL, KEYFERRY_STACK, KEYFERRY_MANAGEMENT_KEY, KEYFERRY_WORKSPACE, KEYFERRY_PROFILE
  profile file         ~/.config/keyferry/config.json: {"profiles": {"default": {"api_url", "management_key",
                       "stack", "region", "workspace_id", "extra_providers"}}}
  npm start            .local/outputs.json of this directory or one above it, if nobody else may write it

A provider key is read from standard input, from a prompt without echo, or from --key-file; never from an argument.

Examples:
  $ keyferry put openai --name "Team A"      asks for the key, without echo
  $ keyferry list
  $ keyferry import keys.csv --dry-run       checks every row, sends nothing
  $ keyferry put --help                      arguments, flags and examples of a command

docs/cli.md describes every command.
`;

/** A package finds itself by its name, wherever its compiled modules are. */
const { version: VERSION } = createRequire(import.meta.url)("keyferry/package.json");

/** In the order of the help, under their headings there. */
const COMMANDS: Readonly<Record<string, readonly (() => Command)[]>> = {
  Credentials: [
    putCommand,
    listCommand,
    getCommand,
    updateCommand,
    rotateCommand,
    deleteCommand,
    openCommand,
    resolveCommand,
    resolverCommand,
    eventsCommand,
    watchCommand,
    providersCommand,
  ],
  "Intake links": [linksCommand],
  "Bulk imports": [importCommand, importsCommand, sealCommand],
  Operation: [consoleCommand, keysCommand, redriveCommand, auditCommand, doctorCommand, webhooksCommand],
};

/** The `keyferry` command. Each subcommand is a file under `commands/`. */
export function createProgram(): Command {
  return governed(
    createCommands()
      .addCommand(completionCommand(createCommands).helpGroup("Operation:"))
      .addCommand(completeCommand(createCommands), { hidden: true }),
  );
}

/** The command without completion: what is to be completed. */
function createCommands(): Command {
  const program = new Command("keyferry")
    .description(
      "Hand provider API keys to a keyferry deployment, one at a time or in bulk, and manage them.",
    )
    .option("--json", "print one JSON document on standard output, errors as JSON on standard error")
    .option("--profile <name>", "the profile to use, of the profile file")
    .option("--api-url <url>", "the URL of the deployment's HTTP API")
    .option("--stack <name>", "the deployment's CloudFormation stack, found with your AWS credentials")
    .option("--region <region>", "the stack's AWS region")
    .addHelpText("after", SETTINGS_HELP + EXIT_HELP)
    .version(VERSION, "-V, --version", "print the version");
  for (const [group, members] of Object.entries(COMMANDS)) {
    for (const command of members) program.addCommand(command().helpGroup(`${group}:`));
  }
  return program;
}

/** A subcommand that is built on its own does not inherit these settings of the program. */
function governed(command: Command): Command {
  for (const child of command.commands) governed(child);
  // `reportFailure` says what is wrong, for commander's errors as for all others.
  return withoutQuotes(command)
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .on("beforeAllHelp", () => refuseUnknown(command));
}

/** For a command that does not exist, commander would show the help of the group that it is not in. */
function refuseUnknown(command: Command): void {
  const known = ["help", ...command.commands.map((child) => child.name())];
  const name = command.args.find((arg) => !arg.startsWith("-"));
  if (command.commands.length === 0 || name === undefined || known.includes(name)) return;
  command.error(`error: unknown command '${name}'`, { code: "commander.unknownCommand" });
}
