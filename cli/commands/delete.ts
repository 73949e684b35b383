import { Command } from "commander";
import { startRun } from "../run.ts";

export const deleteCommand = () =>
  new Command("delete")
    .description("delete a credential: its key is wiped at once and for good")
    .argument("<id>", "the credential's id")
    .action(async (id: string, _flags: object, command: Command) => {
      const { callApi, print } = await startRun(command);
      const answer = await callApi({ method: "DELETE", path: `/byok/${encodeURIComponent(id)}` });
      print(answer, () => (answer.deleted ? `Deleted: ${id}` : `On its way: ${id}`));
    });
