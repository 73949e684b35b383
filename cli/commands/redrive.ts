import { Argument, Command } from "commander";
import { redriveMessages } from "../../shared/operations/redrive-messages.ts";
import { wholeNumber } from "../credential-options.ts";
import { startRun } from "../run.ts";

const HELP = `
A message lands among the dead letters after five failed deliveries: when the table or KMS were out of reach for
longer than that. It holds ciphertext only (those of the archive are audit events). Sent back, it is carried out as if
nothing had happened; one whose outcome is there already changes nothing.

Examples:
  $ keyferry redrive imports --count      how many there are
  $ keyferry redrive imports              send them all back, in their own order and group
`;

export const redriveCommand = () =>
  new Command("redrive")
    .description("send dead letters back to their queue, with AWS credentials")
    .addArgument(
      new Argument("<queue>", "which queue's dead letters").choices(["commands", "imports", "archive"]),
    )
    .option("--count", "only say how many there are")
    .option("--limit <number>", "how many at most", wholeNumber(1, 1_000_000), 1_000_000)
    .addHelpText("after", HELP)
    .action(async (queue: string, flags: { count?: boolean; limit: number }, command: Command) => {
      const { settings, print } = await startRun(command);
      const { connectDeadLetters } = await import("../connect.ts");
      const letters = await connectDeadLetters(settings, queue);
      if (flags.count) {
        const waiting = await letters.count();
        print({ queue, waiting }, () => `${waiting} dead letters`);
      } else {
        const moved = await redriveMessages(letters, flags.limit);
        print({ queue, moved }, () => `${moved} messages sent back`);
      }
    });
