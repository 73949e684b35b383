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

export const rotateCommand = () =>
  new Command("rotate")
    .description("replace the key of a credential; its id and settings stay")
    .argument("<id>", "the credential's id")
    .option("--key-file <file>", "read the new key from a file")
    .option("--no-wait", "do not wait until the change is committed")
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
