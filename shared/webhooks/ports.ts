import type { DeliveryReport } from "./delivery-report.ts";
import type { WebhookSource } from "./webhook-source.ts";

/** The store of webhook sources. An operator changes them, and the webhook door reads them. */
export interface WebhookSourceStore {
  find(name: string): Promise<WebhookSource | null>;
  list(): Promise<readonly WebhookSource[]>;
  /** @throws KeyferryError `conflict` if a source of that name exists. */
  add(source: WebhookSource): Promise<void>;
  replace(source: WebhookSource): Promise<void>;
  /** False if there was no source of that name. */
  remove(name: string): Promise<boolean>;
}

/** The path of delivery reports from the webhook door to the worker. */
export interface DeliveryReports {
  /** Resolves once the report is durably queued. Sending the same report again is harmless. */
  send(report: DeliveryReport): Promise<void>;
}
