import { Command } from "commander";
import { credentialAnswerSchema } from "../../shared/credentials/requests/answers.ts";
import { lines } from "../output.ts";
import { startRun } from "../run.ts";

export const getCommand = () =>
  new Command("get")
    .description("show a credential, without its key")
    .argument("<id>", "the credential's id")
    .action(async (id: string, _flags: object, command: Command) => {
      const { callApi, print } = await startRun(command);
      const { data } = await callApi({ path: `/byok/${encodeURIComponent(id)}` }, credentialAnswerSchema);
      print(data, () => lines(data));
    });
