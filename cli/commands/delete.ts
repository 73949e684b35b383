import { Command } from "commander";
import { credentialAnswerSchema, deletionAnswerSchema } from "../../shared/credentials/requests/answers.ts";
import { confirm, hasTerminal } from "../confirm.ts";
import { startRun } from "../run.ts";

const HELP = `
Examples:
  $ keyferry delete 6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8      shows the credential and asks first
  $ keyferry delete 6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8 --yes
`;

export const deleteCommand = () =>
  new Command("delete")
    .description("delete a credential and wipe its key for good; asks first on a terminal")
    .argument("<id>", "the credential's id")
    .option("-y, --yes", "do not ask")
    .addHelpText("after", HELP)
    .action(async (id: string, flags: { readonly yes?: boolean }, command: Command) => {
      const { callApi, print } = await startRun(command);
      const path = `/byok/${encodeURIComponent(id)}`;
      if (!flags.yes && hasTerminal()) {
        const { data } = await callApi({ path }, credentialAnswerSchema);
        const what = [data.provider, data.label, data.name].filter((text) => text !== null).join(" ");
        await confirm(`Delete ${what}, and wipe its key for good?`, "nothing was deleted");
      }
      const answer = await callApi({ method: "DELETE", path }, deletionAnswerSchema);
      print(answer, () => (answer.status === "accepted" ? `Queued: ${id}` : `Deleted: ${id}`));
    });
