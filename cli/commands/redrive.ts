import { Argument, Command } from "commander";
import { redriveMessages } from "../../shared/operations/redrive-messages.ts";
import { wholeNumber } from "../option-parsers.ts";
import { count } from "../output.ts";
import { QUEUES, type QueueName } from "../queues.ts";
import { startRun } from "../run.ts";

const HELP = `
A message becomes a dead letter after some ten minutes of failed deliveries (imports and uses: half an hour), when the
table or KMS was out of reach for longer than that. It holds ciphertext only; a message of the archive queue is an audit
event, and one of uses a report of a router. A message that is sent back is carried out as usual, and one whose outcome
exists already changes nothing.

Examples:
  $ keyferry redrive imports --count      count them
  $ keyferry redrive imports              send all of them back, in their order and groups
`;

export const redriveCommand = () =>
  new Command("redrive")
    .description("send dead letters back to their queue, with AWS credentials")
    .addArgument(new Argument("<queue>", "the queue that they came from").choices(Object.keys(QUEUES)))
    .option("--count", "only count them")
    .option("--limit <number>", "the most to send back", wholeNumber(1, 1_000_000), 1_000_000)
    .addHelpText("after", HELP)
    .action(async (queue: QueueName, flags: { count?: boolean; limit: number }, command: Command) => {
      const { settings, print } = await startRun(command);
      const { connectDeadLetters } = await import("../connect.ts");
      const letters = await connectDeadLetters(settings, queue);
      if (flags.count) {
        const waiting = await letters.count();
        print({ queue, waiting }, () => count(waiting, "dead letter"));
      } else {
        const moved = await redriveMessages(letters, flags.limit);
        print({ queue, moved }, () => `${count(moved, "message")} sent back`);
      }
    });
