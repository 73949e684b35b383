import type { DeliveryReport } from "./delivery-report.ts";
import type { WebhookSource } from "./webhook-source.ts";

/** The systems that may send webhooks: an operator changes them, and the webhook door reads them. */
export interface WebhookSourceStore {
  find(name: string): Promise<WebhookSource | null>;
  list(): Promise<readonly WebhookSource[]>;
  /** @throws KeyferryError `conflict` where a source of that name exists. */
  add(source: WebhookSource): Promise<void>;
  replace(source: WebhookSource): Promise<void>;
  /** False where there was none. */
  remove(name: string): Promise<boolean>;
}

/** The path of delivery reports from the webhook door to the worker. */
export interface DeliveryReports {
  /** Resolves once the report is durably queued. A repeated send of the same one is harmless. */
  send(report: DeliveryReport): Promise<void>;
}
