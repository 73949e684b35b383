import { Command } from "commander";
import { fromWorkspaceName } from "../../shared/kernel/workspace.ts";
import { archivedEvents } from "../archived-events.ts";
import { eventLine } from "../event-line.ts";
import { follow } from "../follow.ts";
import { isoTime } from "../option-parsers.ts";
import { note, say } from "../output.ts";
import { startRun } from "../run.ts";
import { toWorkspaceId } from "../workspace.ts";

const HELP = `
Shows what the audit archive receives, so it needs no more than a right to read that bucket, and creates nothing. The
archive collects events for up to 30 seconds: an event is shown within a minute. With a management key,
"keyferry events <id> --follow" shows those of one credential within seconds. Ctrl-C ends it.

Examples:
  $ keyferry watch --stack keyferry-prod
  $ keyferry watch --workspace 0b7a44f4-8b5c-4c7f-9a52-6f4d1c1f0a11 --since 2026-11-01T00:00:00Z --json | jq .type
`;

export const watchCommand = () =>
  new Command("watch")
    .description("show the events of a deployment as they happen, with AWS credentials")
    .option(
      "-w, --workspace <id>",
      "only those of this workspace, or global (default: all workspaces)",
      workspaceOf,
    )
    .option(
      "--since <time>",
      "begin with what was archived since then, as an ISO 8601 time (default: now)",
      isoTime,
    )
    .addHelpText("after", HELP)
    .action(async (flags: { workspace?: string; since?: Date }, command: Command) => {
      const { settings } = await startRun(command);
      const archive = await (await import("../audit-log.ts")).connectArchive(settings);
      const wanted = flags.workspace === undefined ? undefined : fromWorkspaceName(flags.workspace);
      const look = archivedEvents(archive, flags.since ?? new Date(), () => new Date());
      let isWaiting = false;
      await follow(async () => {
        for (const event of await look()) {
          if (wanted !== undefined && event.data.workspace_id !== wanted) continue;
          say(settings.json ? JSON.stringify(event) : eventLine({ ...event, ...event.data }, event.subject));
        }
        if (!isWaiting && !settings.json) note("Waiting for events; Ctrl-C ends it.");
        isWaiting = true;
      });
    });

function workspaceOf(name: string): string {
  toWorkspaceId(name);
  return name;
}
