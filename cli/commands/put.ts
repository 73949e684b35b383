import { Command } from "commander";
import { reveal } from "../../shared/kernel/secret.ts";
import { settingsOfFlags, withSettingOptions } from "../credential-options.ts";
import { lines } from "../output.ts";
import { readSecret } from "../read-secret.ts";
import { startRun } from "../run.ts";

interface Flags {
  readonly workspace?: string;
  readonly keyFile?: string;
  readonly idempotencyKey?: string;
  readonly wait: boolean;
}

const HELP = `
Examples:
  $ keyferry put openai --name "Team A"              asks for the key, without echo
  $ vault read -field=key kv/openai | keyferry put openai
  $ keyferry put google-vertex --key-file service-account.json
`;

export const putCommand = () =>
  withSettingOptions(new Command("put"))
    .description("hand over one provider key")
    .argument("<provider>", "the provider's slug, e.g. openai")
    .option(
      "-w, --workspace <id>",
      "the workspace, or global (default: that of the settings or the management key)",
    )
    .option("--key-file <file>", "read the key from a file")
    .option(
      "--idempotency-key <key>",
      "name this request, so that a repetition is recognised whatever its content",
    )
    .option("--no-wait", "do not wait for the record")
    .addHelpText("after", HELP)
    .action(async (provider: string, flags: Flags, command: Command) => {
      const { settings, callApi, print } = await startRun(command);
      const key = await readSecret(flags.keyFile);
      const workspace_id = flags.workspace ?? settings.workspaceId;
      const body = {
        ...settingsOfFlags(command),
        provider,
        ...(workspace_id && { workspace_id }),
        key: reveal(key),
      };
      const answer = await callApi({
        method: "POST",
        path: "/byok",
        body: { type: "application/json", text: JSON.stringify(body) },
        headers: {
          ...(flags.idempotencyKey !== undefined && { "idempotency-key": flags.idempotencyKey }),
          ...(!flags.wait && { prefer: "respond-async" }),
        },
      });
      print(answer, () => changed(answer, "Stored"));
    });

/** The record, or that it is on its way; then the doubts about its key. */
// biome-ignore lint/suspicious/noExplicitAny: the shape is the API's contract
export function changed(answer: any, verb: string): string {
  const head = answer.data ? `${verb}:\n${lines(answer.data)}` : `On its way: ${answer.id}`;
  const warnings = (answer.warnings ?? []).map(({ message }: { message: string }) => `Note: ${message}`);
  return [head, ...warnings].join("\n");
}
