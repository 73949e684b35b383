import { Command } from "commander";
import { wholeNumber } from "../credential-options.ts";
import { table } from "../output.ts";
import { startRun } from "../run.ts";

interface AuditLine {
  readonly time: string;
  readonly type: string;
  readonly door: string;
  readonly actor: { readonly type: string; readonly id: string };
  readonly changed: readonly string[];
  readonly rejection: { readonly code: string } | null;
}

export const eventsCommand = () =>
  new Command("events")
    .description("show what happened to a credential, newest first")
    .argument("<id>", "the credential's id")
    .option("--limit <number>", "how many at most", wholeNumber(1, 100), 50)
    .option("--cursor <cursor>", "go on after an earlier page")
    .action(async (id: string, flags: { limit: number; cursor?: string }, command: Command) => {
      const { callApi, print } = await startRun(command);
      const page = await callApi({ path: `/byok/${encodeURIComponent(id)}/events`, query: { ...flags } });
      print(page, () => {
        const rows = (page.data as AuditLine[]).map(({ time, type, door, actor, changed, rejection }) => [
          time,
          type,
          door,
          `${actor.type} ${actor.id}`,
          rejection?.code ?? changed.join(", "),
        ]);
        const more = page.next_cursor ? [`More: --cursor ${page.next_cursor}`] : [];
        return [table(["time", "event", "door", "by", "changed"], rows), ...more].join("\n");
      });
    });
