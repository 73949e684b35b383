import { Command } from "commander";
import { credentialAnswerSchema } from "../../shared/credentials/requests/answers.ts";
import { lines } from "../output.ts";
import { startRun } from "../run.ts";

const HELP = `
Examples:
  $ keyferry get 6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8
  $ keyferry get 6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8 --json | jq .allowed_models
`;

export const getCommand = () =>
  new Command("get")
    .description("show a credential, without its key")
    .argument("<id>", "the credential's id")
    .addHelpText("after", HELP)
    .action(async (id: string, _flags: object, command: Command) => {
      const { callApi, print } = await startRun(command);
      const { data } = await callApi({ path: `/byok/${encodeURIComponent(id)}` }, credentialAnswerSchema);
      print(data, () => lines(data));
    });
