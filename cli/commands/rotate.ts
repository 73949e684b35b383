import { Command } from "commander";
import { changeAnswerSchema } from "../../shared/credentials/requests/answers.ts";
import { reveal } from "../../shared/kernel/secret.ts";
import { changeText, preferOf } from "../change-text.ts";
import { readSecret } from "../read-secret.ts";
import { startRun } from "../run.ts";

interface Flags {
  readonly keyFile?: string;
  readonly wait: boolean;
}

const HELP = `
Examples:
  $ keyferry rotate 6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8      asks for the new key, without echo
  $ keyferry rotate 6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8 --key-file new-key.txt
  $ vault read -field=key kv/openai | keyferry rotate 6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8
`;

export const rotateCommand = () =>
  new Command("rotate")
    .description("replace the key of a credential; its id and settings stay")
    .argument("<id>", "the credential's id")
    .option("--key-file <file>", "read the new key from a file")
    .option("--no-wait", "do not wait until the change is committed")
    .addHelpText("after", HELP)
    .action(async (id: string, flags: Flags, command: Command) => {
      const { callApi, print } = await startRun(command);
      const key = reveal(await readSecret(flags.keyFile));
      const request = {
        method: "PATCH",
        path: `/byok/${encodeURIComponent(id)}`,
        body: { type: "application/json", text: JSON.stringify({ key }) },
        headers: { prefer: preferOf(flags.wait) },
      } as const;
      const answer = await callApi(request, changeAnswerSchema);
      print(answer, () => changeText(answer, "Rotated"));
    });
