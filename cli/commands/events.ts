import { Command } from "commander";
import { eventPageSchema, type WireEvent } from "../../shared/credentials/requests/answers.ts";
import { wholeNumber } from "../option-parsers.ts";
import { nextPage, table } from "../output.ts";
import { startRun } from "../run.ts";

export const eventsCommand = () =>
  new Command("events")
    .description("show what happened to a credential, newest first")
    .argument("<id>", "the credential's id")
    .option("--limit <number>", "the most to show, up to 100", wholeNumber(1, 100), 50)
    .option("--cursor <cursor>", "continue after an earlier page")
    .action(async (id: string, flags: { limit: number; cursor?: string }, command: Command) => {
      const { callApi, print } = await startRun(command);
      const request = { path: `/byok/${encodeURIComponent(id)}/events`, query: { ...flags } };
      const page = await callApi(request, eventPageSchema);
      print(page, () =>
        [table(["time", "event", "door", "by", "changed"], page.data.map(toRow)), ...nextPage(page)].join(
          "\n",
        ),
      );
    });

const toRow = ({ time, type, door, actor, changed, rejection }: WireEvent): string[] => [
  time,
  type,
  door,
  `${actor.type} ${actor.id}`,
  rejection?.code ?? changed.join(", "),
];
