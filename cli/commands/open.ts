import { writeFile } from "node:fs/promises";
import { Command } from "commander";
import { reveal } from "../../shared/kernel/secret.ts";
import { confirm, hasTerminal } from "../confirm.ts";
import { UsageError } from "../failure.ts";
import { note, pass, say } from "../output.ts";
import { startRun } from "../run.ts";

interface Flags {
  readonly keyFile?: string;
  readonly yes?: boolean;
}

const HELP = `
Nothing that keyferry deploys can do this, and no management key is enough. It needs AWS credentials with the rights of
an opener: kms:Decrypt on the vault key, by "openers" of the stage, and a right to read the table. KMS notes each use in
CloudTrail, with the workspace. On a terminal it asks first, because a screen is seen and its text is kept.

Examples:
  $ keyferry open 6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8 --key-file key.txt    a new file that only you may read
  $ keyferry open 6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8 | vault kv put kv/openai key=-
`;

export const openCommand = () =>
  new Command("open")
    .description("read a credential's key back, with AWS credentials that may open it")
    .argument("<id>", "the credential's id")
    .option("--key-file <file>", "write the key to this new file, which only its owner may read")
    .option("-y, --yes", "do not ask before the key is shown on a terminal")
    .addHelpText("after", HELP)
    .action(async (id: string, flags: Flags, command: Command) => {
      const { settings, print } = await startRun(command);
      const isShown = flags.keyFile === undefined && process.stdout.isTTY === true;
      if (isShown && !flags.yes) await agree();
      const { openStored } = await import("../open-stored.ts");
      const { key, credential } = await openStored(id, settings);
      if (credential.disabled) note("keyferry: this credential is disabled: nothing should use its key");
      const { provider, label, workspace_id } = credential;
      const about = { id, provider, workspace_id, label };
      if (flags.keyFile !== undefined) {
        await writeKey(flags.keyFile, reveal(key));
        print(about, () => `Opened: ${id}`);
      } else if (settings.json) {
        print({ ...about, key: reveal(key) }, () => "");
      } else {
        // As it was given, without a line break, so that a pipe hands on the same key.
        (isShown ? say : pass)(reveal(key));
      }
    });

async function agree(): Promise<void> {
  if (!hasTerminal()) {
    throw new UsageError("nobody can be asked whether to show the key: pass --key-file, or --yes");
  }
  await confirm(
    "Show the key on this terminal, where it stays in the scroll-back?",
    "the key was not opened",
  );
}

async function writeKey(file: string, key: string): Promise<void> {
  await writeFile(file, key, { mode: 0o600, flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") throw new UsageError("the key file exists already: name a new one");
    throw new UsageError(`the key file cannot be written (${error.code})`);
  });
}
