import type { DeliveryProblem } from "../credentials/audit-event.ts";
import { COMMAND_VERSION } from "../credentials/command.ts";
import { deriveId } from "../kernel/derive-id.ts";
import { failureFields } from "../kernel/failure-fields.ts";
import type { Clock, Logger } from "../kernel/ports.ts";
import { GLOBAL } from "../kernel/workspace.ts";
import type { DeliveryReport } from "./delivery-report.ts";
import type { DeliveryReports } from "./ports.ts";
import type { WebhookSource } from "./webhook-source.ts";

/** A delivery that leads to no command, and the reason. */
export interface ReportedDelivery {
  readonly source: WebhookSource;
  readonly type: DeliveryReport["type"];
  readonly code: DeliveryProblem;
  /** Names fields and event types, never values. */
  readonly message: string;
  readonly requestId: string;
}

export type ReportDelivery = (delivery: ReportedDelivery) => Promise<void>;

/** One report per source, problem and five minutes shows a misconfigured sender without flooding the log. */
const WINDOW_MS = 5 * 60_000;
const MAX_MESSAGE = 1000;
const MAX_REMEMBERED = 1000;

/**
 * Reports deliveries that lead to no command to the operator, as an audit event. The report's id is a
 * function of the window, so that concurrent reports of several processes become one event. It never throws:
 * a refused sender must get the refusal, not an error from the report.
 */
export function deliveryReporter(dependencies: {
  readonly reports: DeliveryReports;
  readonly now: Clock;
  readonly log: Logger;
}): ReportDelivery {
  const { reports, now, log } = dependencies;
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
    const report: DeliveryReport = {
      version: COMMAND_VERSION,
      type,
      id,
      credential_id: deriveId("source", source.name),
      workspace_id: workspace === undefined || workspace === GLOBAL || more.length > 0 ? null : workspace,
      actor: { type: "webhook", id: source.name },
      door: "webhook",
      request_id: requestId,
      requested_at: time.toISOString(),
      source: source.name,
      problem: { code, message: message.slice(0, MAX_MESSAGE) },
    };
    try {
      await reports.send(report);
    } catch (error) {
      reported.delete(id);
      log.warn("delivery_not_reported", { source: source.name, ...failureFields(error) });
    }
  };
}
