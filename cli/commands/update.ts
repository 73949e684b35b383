import { Command } from "commander";
import { changeAnswerSchema } from "../../shared/credentials/requests/answers.ts";
import { changeText, preferOf } from "../change-text.ts";
import { changesOfFlags, withChangeOptions } from "../credential-options.ts";
import { UsageError } from "../failure.ts";
import { startRun } from "../run.ts";

const HELP = `
Examples:
  $ keyferry update 6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8 --name "Team B" --disabled
  $ keyferry update 6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8 --no-disabled --no-allow-model
`;

export const updateCommand = () =>
  withChangeOptions(new Command("update"))
    .description("rename, disable or restrict a credential; its key and what is not named stay")
    .argument("<id>", "the credential's id")
    .option("--no-wait", "do not wait until the change is committed")
    .addHelpText("after", HELP)
    .action(async (id: string, flags: { readonly wait: boolean }, command: Command) => {
      const changes = changesOfFlags(command);
      if (Object.keys(changes).length === 0)
        throw new UsageError("nothing is to change: pass a flag, such as --name");
      const { callApi, print } = await startRun(command);
      const request = {
        method: "PATCH",
        path: `/byok/${encodeURIComponent(id)}`,
        body: { type: "application/json", text: JSON.stringify(changes) },
        headers: { prefer: preferOf(flags.wait) },
      } as const;
      const answer = await callApi(request, changeAnswerSchema);
      print(answer, () => changeText(answer, "Updated"));
    });
