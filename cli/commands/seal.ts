import { createPublicKey } from "node:crypto";
import { Command } from "commander";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { inspectKey } from "../../shared/providers/inspect-key.ts";
import { sealSession } from "../../shared/sealing/seal-session.ts";
import { UsageError } from "../failure.ts";
import { readSecret } from "../read-secret.ts";
import { startRun } from "../run.ts";
import { toWorkspaceId } from "../workspace.ts";

interface Flags {
  readonly workspace?: string;
  readonly keyFile?: string;
}

const HELP = `
The result is a JWE (RFC 7516) that only the deployment's worker can open, good for this workspace and provider only.
It is what a message on the import queue carries as sealed_key.
`;

export const sealCommand = () =>
  new Command("seal")
    .description("seal a key for the import queue, and print the seal")
    .argument("<provider>", "the provider's slug")
    .option("-w, --workspace <id>", "the workspace, or global")
    .option("--key-file <file>", "read the key from a file")
    .addHelpText("after", HELP)
    .action(async (provider: string, flags: Flags, command: Command) => {
      const { settings, callApi, print } = await startRun(command);
      const workspace = flags.workspace ?? settings.workspaceId;
      if (workspace === undefined) throw new UsageError("a seal is made for one workspace: give --workspace");
      const { kid, ...jwk } = await callApi({ path: "/byok/public-key" });
      const secret = await readSecret(flags.keyFile);
      const { refusal } = inspectKey(provider, secret);
      if (refusal !== null) {
        const fields = [{ path: "key", reason: refusal.message }];
        throw new KeyferryError("invalid_request", "this key would be refused", { fields });
      }
      const seal = sealSession({ kid, key: createPublicKey({ key: jwk, format: "jwk" }) }, () => new Date());
      const workspace_id = toWorkspaceId(workspace);
      const sealed_key = seal(secret, { workspace_id, provider });
      print({ workspace_id, provider, sealed_key }, () => sealed_key);
    });
