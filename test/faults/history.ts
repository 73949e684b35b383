/** What one client of the API or of the import queue did, and what it was told; in the order in which it did it. */
export interface Step {
  readonly door: "api" | "import";
  readonly client: string;
  readonly workspace: number;
  /** `replay`: an import of a key that was sealed for another workspace. `raw`: of one that was not sealed at all. */
  readonly action: "create" | "rotate" | "rename" | "delete" | "import" | "replay" | "raw";
  /** The credential, where the client knows it: a create that was never answered has none. */
  readonly credentialId: string | null;
  /** The raw key that the step brought, if any. */
  readonly key: string | null;
  readonly name: string | null;
  /**
   * - `done`: answered with the outcome.
   * - `accepted`: answered 202, or sent to the queue: it must happen.
   * - `unknown`: not answered, or with a 5xx: it may have happened or not.
   * - `refused`: answered with a 4xx: it must not have happened.
   */
  readonly answer: "done" | "accepted" | "unknown" | "refused";
  readonly status: number;
  /** The answer to a GET right after an outcome, where the client made one. */
  readonly readBack: number | null;
  /** The audit event that the step must leave, or may leave where its answer is unknown. */
  readonly eventId: string | null;
}

/** What a webhook event says, before it is signed and its key perhaps sealed. */
export interface WebhookEvent {
  /** The sender's name for the event. */
  readonly id: string;
  readonly type: "create" | "update" | "delete" | "unknown";
  readonly externalId: string;
  readonly workspace: number;
  /** When it happened by the sender's clock, in ISO 8601. No two events of a sender have the same. */
  readonly at: string;
  readonly fields: WebhookFields;
}

export interface WebhookFields {
  readonly name?: string;
  readonly disabled?: boolean;
  /** Raw. */
  readonly key?: string;
}

/** How a delivery is not what its source sent, or not when. */
export const FORGERIES = [
  "other secret",
  "altered body",
  "no signature",
  "six minutes old",
  "unknown source",
] as const;
export type Forgery = (typeof FORGERIES)[number];

/** One delivery of a webhook event, and its answer. A sender repeats what was not answered, and at times what was. */
export interface Attempt {
  readonly client: string;
  readonly source: string;
  readonly event: WebhookEvent;
  readonly forgery: Forgery | null;
  /** 0 where there was no answer. */
  readonly status: number;
  /** The answer's body where it is a 202, else empty. */
  readonly receipt: string;
}

export interface History {
  readonly steps: Step[];
  readonly attempts: Attempt[];
}
