import type { Restrictions } from "./restrictions.ts";

/** One action of a client of the API or of the import queue, with its answer. A history has them in order. */
export interface Step {
  readonly door: "api" | "import";
  readonly client: string;
  readonly workspace: number;
  /** `replay` imports a key that was sealed for another workspace, `raw` one that was not sealed at all. */
  readonly action: "create" | "rotate" | "rename" | "restrict" | "delete" | "import" | "replay" | "raw";
  /** The credential's id if the client knows it: an unanswered create has none. */
  readonly credentialId: string | null;
  /** The raw key that the step sent, if any. */
  readonly key: string | null;
  readonly name: string | null;
  /** The settings that the step sets besides the name, if any. */
  readonly restrictions: Partial<Restrictions> | null;
  /**
   * - `done`: answered with the outcome.
   * - `accepted`: answered with 202, or sent to the queue: it must take effect.
   * - `unknown`: not answered, or answered with a 5xx: it may or may not have taken effect.
   * - `refused`: answered with a 4xx: it must not have taken effect.
   */
  readonly answer: "done" | "accepted" | "unknown" | "refused";
  readonly status: number;
  /** The status of a GET right after an outcome, if the client sent one. */
  readonly readBack: number | null;
  /** The id of the audit event that the step must leave, or may leave if its answer is unknown. */
  readonly eventId: string | null;
  /** When its answer was there, in milliseconds since 1970. */
  readonly answeredAt: number;
}

/** The content of a webhook event before it is signed and its key perhaps sealed. */
export interface WebhookEvent {
  /** The sender's name for the event. Some senders give two events one name. */
  readonly id: string;
  readonly type: "create" | "update" | "delete" | "unknown";
  readonly externalId: string;
  readonly workspace: number;
  /** The time of the event by the sender's clock, in ISO 8601. No two events of a sender have the same. */
  readonly at: string;
  readonly fields: WebhookFields;
}

export interface WebhookFields {
  readonly name?: string;
  readonly disabled?: boolean;
  /** The raw key. */
  readonly key?: string;
}

/** The ways in which a delivery is forged or outdated. */
export const FORGERIES = [
  "other secret",
  "altered body",
  "no signature",
  "six minutes old",
  "unknown source",
] as const;
export type Forgery = (typeof FORGERIES)[number];

/** One delivery of an event with its answer. Senders repeat unanswered deliveries, and sometimes others. */
export interface Attempt {
  readonly client: string;
  readonly source: string;
  readonly event: WebhookEvent;
  readonly forgery: Forgery | null;
  /** 0 if there was no answer. */
  readonly status: number;
  /** The answer's body if it is a 202, or else empty. */
  readonly receipt: string;
}

/** An answer that a router got, with the keys of it that it opened. */
export interface Resolved {
  /** The tenant for whom the router asked. */
  readonly workspace: number;
  readonly model: string;
  readonly user: string | null;
  /** When the request began and when its answer was there, in milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Whether the resolver said that its answer is older than the bound. */
  readonly stale: boolean;
  readonly offered: readonly Offer[];
  readonly opened: readonly { readonly id: string; readonly key: string }[];
  /** Whether shared capacity may serve the request; if not, the reason that the resolver gave. */
  readonly shared: true | string;
}

/** A credential that a router was offered. */
export interface Offer {
  readonly id: string;
  readonly key_version: number;
}

/** A use of a key that a router reported. */
export interface ReportedUse extends Offer {
  /** In milliseconds since 1970. */
  readonly at: number;
}

export interface History {
  readonly steps: Step[];
  readonly attempts: Attempt[];
  readonly resolved: Resolved[];
  readonly uses: ReportedUse[];
}
