import { Command } from "commander";
import { eventPageSchema, type WireEvent } from "../../shared/credentials/requests/answers.ts";
import { eventLine, whatOf } from "../event-line.ts";
import { follow } from "../follow.ts";
import { wholeNumber } from "../option-parsers.ts";
import { nextPage, say, table } from "../output.ts";
import { type Run, startRun } from "../run.ts";

interface Flags {
  readonly limit: number;
  readonly cursor?: string;
  readonly follow?: boolean;
}

const HELP = `
Examples:
  $ keyferry events 6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8
  $ keyferry events 6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8 --follow
  $ keyferry events 6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8 --json | jq -r '.data[] | [.time, .type, .actor.id] | @tsv'
`;

export const eventsCommand = () =>
  new Command("events")
    .description("show what happened to a credential, newest first")
    .argument("<id>", "the credential's id")
    .option("--limit <number>", "the most to show, up to 100", wholeNumber(1, 100), 50)
    .option("--cursor <cursor>", "continue after an earlier page")
    .option("-f, --follow", "then show new events as they happen, oldest first, until Ctrl-C")
    .addHelpText("after", HELP)
    .action(async (id: string, flags: Flags, command: Command) => {
      const run = await startRun(command);
      if (flags.follow) return followEvents(id, flags.limit, run);
      const page = await readEvents(id, { limit: flags.limit, cursor: flags.cursor }, run);
      run.print(page, () =>
        [table(["time", "event", "door", "by", "changed"], page.data.map(toRow)), ...nextPage(page)].join(
          "\n",
        ),
      );
    });

const readEvents = (
  id: string,
  query: { readonly limit: number; readonly cursor?: string | undefined },
  { callApi }: Run,
) => callApi({ path: `/byok/${encodeURIComponent(id)}/events`, query }, eventPageSchema);

async function followEvents(id: string, limit: number, run: Run): Promise<void> {
  const shown = new Set<string>();
  await follow(async () => {
    const { data } = await readEvents(id, { limit }, run);
    for (const event of data.toReversed()) {
      if (shown.has(event.id)) continue;
      shown.add(event.id);
      say(run.settings.json ? JSON.stringify(event) : eventLine(event));
    }
  });
}

const toRow = (event: WireEvent): string[] => [
  event.time,
  event.type,
  event.door,
  `${event.actor.type} ${event.actor.id}`,
  whatOf(event),
];
