import { Command } from "commander";
import { changeAnswerSchema } from "../../shared/credentials/requests/answers.ts";
import { reveal } from "../../shared/kernel/secret.ts";
import { changeText, preferOf } from "../change-text.ts";
import { changesOfFlags, withSettingOptions } from "../credential-options.ts";
import { DEFAULT_WORKSPACE } from "../option-parsers.ts";
import { requireProvider } from "../provider.ts";
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
    .argument("<provider>", "the provider's slug, e.g. openai; keyferry providers lists them")
    .option("-w, --workspace <id>", `the workspace, or global ${DEFAULT_WORKSPACE}`)
    .option("--key-file <file>", "read the key from a file")
    .option(
      "--idempotency-key <key>",
      "a name for this request: the same name again is the same request, or an error if the content differs",
    )
    .option("--no-wait", "do not wait until the change is committed")
    .addHelpText("after", HELP)
    .action(async (provider: string, flags: Flags, command: Command) => {
      const run = await startRun(command);
      const { settings, callApi, print } = run;
      await requireProvider(provider, run);
      const key = await readSecret(flags.keyFile);
      const workspace_id = flags.workspace ?? settings.workspaceId;
      const body = {
        ...changesOfFlags(command),
        provider,
        ...(workspace_id && { workspace_id }),
        key: reveal(key),
      };
      const request = {
        method: "POST",
        path: "/byok",
        body: { type: "application/json", text: JSON.stringify(body) },
        headers: {
          ...(flags.idempotencyKey !== undefined && { "idempotency-key": flags.idempotencyKey }),
          prefer: preferOf(flags.wait),
        },
      } as const;
      const answer = await callApi(request, changeAnswerSchema);
      print(answer, () => changeText(answer, "Stored"));
    });
