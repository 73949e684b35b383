import { once } from "node:events";
import { HTTP_STATUS } from "../../shared/kernel/http-status.ts";
import { describeFailure } from "../failure.ts";
import { drain, listen } from "../local-http/listen.ts";
import type { CliSettings } from "../settings.ts";
import { loadAssets } from "./assets.ts";
import { createConsole } from "./console-server.ts";
import { createOperator } from "./operator/operator.ts";
import type { FailureAnswer } from "./ports.ts";
import { createSessions, linkOf } from "./sessions.ts";

interface Service {
  readonly settings: CliSettings;
  readonly version: string;
  readonly until: AbortSignal;
  /** Asks for another link, as often as it likes. */
  readonly onRequest: (another: () => void) => void;
  /** Hears of each link, and whether it is the first. */
  readonly onLink: (link: string, isFirst: boolean) => void;
}

/**
 * Serves the console of a deployment on a random port of 127.0.0.1 until the signal.
 * @throws UsageError for settings that no command can use.
 */
export async function serveConsole({ settings, version, until, onRequest, onLink }: Service): Promise<void> {
  const [operator, assets] = await Promise.all([createOperator(settings, version), loadAssets()]);
  const sessions = createSessions(() => new Date());
  const server = createConsole({
    operator,
    sessions,
    assets,
    describeFailure: (thrown) => answerOf(thrown, settings),
  });
  const address = await listen(server, { port: 0 });
  onLink(linkOf(address, sessions.issue()), true);
  onRequest(() => onLink(linkOf(address, sessions.issue()), false));
  if (!until.aborted) await once(until, "abort");
  await drain(server, 1_000);
}

/** A failure in the words of the command, with the status of its kind. */
function answerOf(thrown: unknown, { local }: CliSettings): FailureAnswer {
  const { kind, message, fields, hint } = describeFailure(thrown, {
    local: local?.awsEndpoint,
    environment: process.env,
  });
  const status = HTTP_STATUS[kind as keyof typeof HTTP_STATUS] ?? 500;
  return { status, error: { kind, message, fields, hint } };
}
