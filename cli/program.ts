import { Command } from "commander";
import { withoutQuotes } from "./commander-errors.ts";
import { auditCommand } from "./commands/audit.ts";
import { deleteCommand } from "./commands/delete.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { eventsCommand } from "./commands/events.ts";
import { getCommand } from "./commands/get.ts";
import { importCommand } from "./commands/import.ts";
import { importsCommand } from "./commands/imports.ts";
import { keysCommand } from "./commands/keys.ts";
import { listCommand } from "./commands/list.ts";
import { putCommand } from "./commands/put.ts";
import { redriveCommand } from "./commands/redrive.ts";
import { rotateCommand } from "./commands/rotate.ts";
import { sealCommand } from "./commands/seal.ts";
import { webhooksCommand } from "./commands/webhooks.ts";
import { EXIT_HELP } from "./exit-codes.ts";

const SETTINGS_HELP = `
How a command finds the deployment, in this order:
  flags                --api-url, or --stack with your usual AWS credentials
  environment          KEYFERRY_API_URL, KEYFERRY_STACK, KEYFERRY_MANAGEMENT_KEY, KEYFERRY_WORKSPACE, KEYFERRY_PROFILE
  profile file         ~/.config/keyferry/config.json: {"profiles": {"default": {"api_url", "management_key",
                       "stack", "region", "workspace_id", "extra_providers"}}}
  npm start            .local/outputs.json of this directory or one above it, if nobody else may write it

A provider key is read from standard input, from a prompt without echo, or from --key-file; never from an argument.
`;

/** The `keyferry` command. Each subcommand is a file under `commands/`. */
export function createProgram(): Command {
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
    .showHelpAfterError("Run keyferry --help for the commands.")
    .exitOverride();
  const commands = [
    putCommand,
    listCommand,
    getCommand,
    rotateCommand,
    deleteCommand,
    eventsCommand,
    importCommand,
    importsCommand,
    sealCommand,
    keysCommand,
    redriveCommand,
    auditCommand,
    doctorCommand,
    webhooksCommand,
  ];
  for (const command of commands) program.addCommand(withExitOverride(command()));
  return withoutQuotes(program);
}

/** A subcommand that is built on its own does not inherit these settings of the program. */
function withExitOverride(command: Command): Command {
  for (const child of command.commands) withExitOverride(child);
  return withoutQuotes(command)
    .exitOverride()
    .showHelpAfterError("Run the command with --help for its arguments and flags.");
}
