import { createRequire } from "node:module";
import { Command } from "commander";
import { interruptSignal } from "../interrupt.ts";
import { note, say } from "../output.ts";
import { startRun } from "../run.ts";

const HELP = `
Serves a page on a random port of 127.0.0.1: the pipeline with what waits where, credentials with their events, imports,
intake links, webhook sources, and the health of the deployment. The page disables, enables and deletes credentials, makes
and revokes links, and sends dead letters back. Your management key and your AWS credentials stay in this command. A link works once and for ten minutes;
Enter prints another one. Ctrl-C ends it.

Examples:
  $ keyferry console                             the local stack of npm start
  $ keyferry console --stack keyferry-prod
  $ keyferry console --stack keyferry-prod --no-open
`;

export const consoleCommand = () =>
  new Command("console")
    .description(
      "watch and operate the deployment in your browser; with AWS credentials, queues and health as well",
    )
    .option("--open", "open the browser (default: on a terminal)")
    .option("--no-open", "print the link and open nothing")
    .addHelpText("after", HELP)
    .action(async ({ open }: { readonly open?: boolean }, command: Command) => {
      const { settings } = await startRun(command);
      const { serveConsole } = await import("../console/serve-console.ts");
      const { version } = createRequire(import.meta.url)("keyferry/package.json");
      const until = interruptSignal();
      const opens = open ?? (process.stdout.isTTY === true && !settings.json);
      await serveConsole({
        settings,
        version,
        until,
        async onLink(link, isFirst) {
          if (settings.json) say(JSON.stringify({ url: link }));
          else say(`The console, to be opened once and within ten minutes:\n\n  ${link}\n`);
          if (!isFirst) return;
          if (!settings.json) note("Enter prints another link; Ctrl-C ends the console.");
          if (opens) await (await import("../console/open-page.ts")).openPage(link, until);
        },
        onRequest(another) {
          process.stdin.on("data", another);
          // A terminal that is read keeps the command alive.
          until.addEventListener("abort", () => process.stdin.destroy());
        },
      });
    });
