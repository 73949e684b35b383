import { Command } from "commander";
import { deletionAnswerSchema } from "../../shared/credentials/requests/answers.ts";
import { startRun } from "../run.ts";

export const deleteCommand = () =>
  new Command("delete")
    .description("delete a credential and wipe its key for good")
    .argument("<id>", "the credential's id")
    .action(async (id: string, _flags: object, command: Command) => {
      const { callApi, print } = await startRun(command);
      const request = { method: "DELETE", path: `/byok/${encodeURIComponent(id)}` } as const;
      const answer = await callApi(request, deletionAnswerSchema);
      print(answer, () => (answer.status === "accepted" ? `Queued: ${id}` : `Deleted: ${id}`));
    });
