import type { DeliveryProblem } from "../credentials/audit-event.ts";
import { COMMAND_VERSION } from "../credentials/command.ts";
import type { CommandQueue } from "../credentials/ports.ts";
import { deriveId } from "../kernel/derive-id.ts";
import type { Clock, Logger } from "../kernel/ports.ts";
import type { Notice } from "./delivery-report.ts";
import type { WebhookSource } from "./webhook-source.ts";

export interface DeliveryReport {
  readonly source: WebhookSource;
  readonly type: Notice["type"];
  readonly code: DeliveryProblem;
  /** Names fields and event types, never values. */
  readonly message: string;
  readonly requestId: string;
}

export type ReportDelivery = (report: DeliveryReport) => Promise<void>;

/** One notice per source, problem and five minutes: enough to see a misconfigured sender, not enough to drown in. */
const WINDOW_MS = 5 * 60_000;
const MAX_MESSAGE = 1000;
const MAX_REMEMBERED = 1000;

/**
 * Tells the operator of deliveries that nothing follows from, by an audit event. The notice's id is a function of the
 * window, so that what several processes report at the same time is one event. Never throws: a sender that is refused
 * must not see a failure of ours instead.
 */
export function deliveryReporter(dependencies: {
  readonly queue: CommandQueue;
  readonly now: Clock;
  readonly log: Logger;
}): ReportDelivery {
  const { queue, now, log } = dependencies;
  const reported = new Set<string>();
  return async ({ source, type, code, message, requestId }) => {
    const time = now();
    const window = Math.floor(time.getTime() / WINDOW_MS);
    // Unknown event types are told apart by their message.
    const id = deriveId("notice", source.name, code, type === "delivery.ignored" ? message : "", window);
    if (reported.has(id)) return;
    if (reported.size >= MAX_REMEMBERED) reported.clear();
    reported.add(id);
    const [workspace, ...more] = source.workspaces;
    const notice: Notice = {
      version: COMMAND_VERSION,
      type,
      id,
      credential_id: deriveId("source", source.name),
      workspace_id: workspace === undefined || workspace === "global" || more.length > 0 ? null : workspace,
      actor: { type: "webhook", id: source.name },
      door: "webhook",
      request_id: requestId,
      requested_at: time.toISOString(),
      source: source.name,
      problem: { code, message: message.slice(0, MAX_MESSAGE) },
    };
    try {
      await queue.send(notice);
    } catch (error) {
      reported.delete(id);
      log.warn("delivery_not_reported", { source: source.name, reason: (error as Error).name });
    }
  };
}
