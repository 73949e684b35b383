import { Command } from "commander";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { inspectKey } from "../../shared/providers/inspect-key.ts";
import { sealSession } from "../../shared/sealing/seal-session.ts";
import { UsageError } from "../failure.ts";
import { fetchIntakeKey } from "../intake-key.ts";
import { requireProvider } from "../provider.ts";
import { readSecret } from "../read-secret.ts";
import { startRun } from "../run.ts";
import { toWorkspaceId } from "../workspace.ts";

interface Flags {
  readonly workspace?: string;
  readonly keyFile?: string;
}

const HELP = `
The result is a JWE (RFC 7516) that only the deployment's worker can open, and that is valid for this workspace and
provider only. A message on the import queue carries it as sealed_key.

Examples:
  $ keyferry seal openai --workspace 0b7a44f4-8b5c-4c7f-9a52-6f4d1c1f0a11 < key.txt > sealed.txt
`;

export const sealCommand = () =>
  new Command("seal")
    .description("seal a key for the import queue, and print the sealed key")
    .argument("<provider>", "the provider's slug")
    .option("-w, --workspace <id>", "the workspace, or global (default: that of the settings)")
    .option("--key-file <file>", "read the key from a file")
    .addHelpText("after", HELP)
    .action(async (provider: string, flags: Flags, command: Command) => {
      const run = await startRun(command);
      const { settings, callApi, print } = run;
      const workspace = flags.workspace ?? settings.workspaceId;
      if (workspace === undefined)
        throw new UsageError("a sealed key is valid for one workspace: pass --workspace");
      // To seal needs no management key; only with one can the deployment be asked.
      if (settings.managementKey !== undefined) await requireProvider(provider, run);
      const intakeKey = await fetchIntakeKey(callApi);
      const secret = await readSecret(flags.keyFile);
      const { refusal } = inspectKey(provider, secret);
      if (refusal !== null) {
        const fields = [{ path: "key", reason: refusal.message }];
        throw new KeyferryError("invalid_request", "the deployment would refuse this key", { fields });
      }
      const seal = sealSession(intakeKey, () => new Date());
      const workspace_id = toWorkspaceId(workspace);
      const sealed_key = seal(secret, { workspace_id, provider });
      print({ workspace_id, provider, sealed_key }, () => sealed_key);
    });
