import * as z from "zod/mini";
import type { WireEvent, WireUsedCredential } from "../../shared/credentials/requests/answers.ts";
import type { WireImport } from "../../shared/imports/answers.ts";
import type { ImportResult } from "../../shared/imports/get-import.ts";
import { uuidSchema } from "../../shared/kernel/uuid.ts";
import { workspaceNameSchema } from "../../shared/kernel/workspace-name-schema.ts";
import type { WireLink } from "../../shared/links/answers.ts";
import { SLUG_MAX_LENGTH, SLUG_PATTERN } from "../../shared/providers/slug-form.ts";
import type { NamedResult } from "../doctor/check.ts";
import { QUEUES, type QueueName } from "../queues.ts";

/* What the console's page asks its server, and what it is answered. The page imports the types alone. */

export const idSchema = z.strictObject({ id: uuidSchema });
export const queueSchema = z.strictObject({
  queue: z.enum(Object.keys(QUEUES) as [QueueName, ...QueueName[]]),
});
export const noneSchema = z.strictObject({});

const wholeNumber = (most: number) =>
  z.pipe(z.string().check(z.regex(/^\d{1,9}$/)), z.pipe(z.transform(Number), z.int().check(z.maximum(most))));

const workspace = z.optional(workspaceNameSchema);
const slug = z.string().check(z.maxLength(SLUG_MAX_LENGTH), z.regex(SLUG_PATTERN));
const cursor = z.optional(z.string().check(z.minLength(1), z.maxLength(256)));

/** The most credentials of one window. */
export const WINDOW = 100;

export const credentialsQuerySchema = z.strictObject({
  workspace,
  provider: z.optional(slug),
  state: z.optional(z.enum(["enabled", "disabled"])),
  /** Part of an id, a name, a label or a provider, in any case. */
  text: z.optional(z.string().check(z.minLength(1), z.maxLength(255))),
  /** Default: oldest, which is the order in which a router uses them. */
  order: z.optional(z.enum(["oldest", "newest"])),
  offset: wholeNumber(999_999_999),
  limit: wholeNumber(WINDOW),
});
export const pageQuerySchema = z.strictObject({ workspace, cursor });
export const cursorQuerySchema = z.strictObject({ cursor });
/** The most dead letters to send back. */
export const redriveSchema = z.strictObject({ limit: z.int().check(z.minimum(1), z.maximum(1_000_000)) });
export const disabledSchema = z.strictObject({ disabled: z.boolean() });

const title = z.optional(z.string().check(z.minLength(1), z.maxLength(255)));

/** A link for a new credential, or to replace the key of an existing one. */
export const newLinkSchema = z.union([
  z.strictObject({
    workspace: workspaceNameSchema,
    provider: slug,
    name: title,
    workspace_label: title,
    expires_in: z.int().check(z.minimum(300), z.maximum(2_592_000)),
  }),
  z.strictObject({
    credential_id: uuidSchema,
    expires_in: z.int().check(z.minimum(300), z.maximum(2_592_000)),
  }),
]);

export type NewLink = z.infer<typeof newLinkSchema>;

export type CredentialsQuery = z.infer<typeof credentialsQuerySchema>;

/** Some credentials that stand one after the other in a list. */
export interface CredentialWindow {
  /** Null in the place of one that was deleted since the list was read. */
  readonly data: readonly (WireUsedCredential | null)[];
  /** How many there are, as far as is known. */
  readonly total: number;
  /** Whether all are counted; if not, the same question gets further each time. */
  readonly is_complete: boolean;
  /** How many were looked at for a search; null where all that is asked for stands in the list itself. */
  readonly searched: number | null;
}

export interface DeploymentView {
  /** Null where only the API is known. */
  readonly stack: string | null;
  readonly api_url: string;
  /** Whether that is another address than the one that the stack names: of a domain of its own, or of another stack. */
  readonly api_is_other: boolean;
  readonly region: string | null;
  readonly version: string;
  /** The workspace to begin with. */
  readonly workspace: string;
  /** Workspaces by name that the management key covers, as far as they are known. */
  readonly workspaces: readonly string[];
  /** Whether there are AWS credentials to ask: for health, queues and webhook sources. */
  readonly has_aws: boolean;
  readonly providers: readonly string[];
}

export interface Page<Entry> {
  readonly data: readonly Entry[];
  readonly next_cursor: string | null;
}

/** Whether a change is done, or queued and still to come. */
export interface ChangeView {
  readonly status: "done" | "queued";
}

export interface SourceView {
  readonly name: string;
  readonly url: string;
  readonly scheme: string;
  readonly workspaces: readonly string[];
  readonly secrets: readonly {
    readonly id: string;
    readonly created_at: string;
    readonly expires_at: string | null;
  }[];
}

export interface QueueView {
  readonly queue: QueueName;
  /** Messages that wait, that a consumer holds, and that come back later. */
  readonly waiting: number;
  readonly in_flight: number;
  readonly delayed: number;
  readonly dead: number;
}

export interface PipelineView {
  readonly time: string;
  readonly queues: readonly QueueView[];
  /** Events that are committed and not published yet, up to `outbox_limit`. */
  readonly outbox: number;
  readonly outbox_limit: number;
}

export interface HealthView {
  readonly time: string;
  readonly checks: readonly NamedResult[];
}

export interface FailureView {
  readonly kind: string;
  readonly message: string;
  readonly fields: readonly { readonly path: string; readonly reason: string }[];
  /** What to do next. */
  readonly hint?: string | undefined;
}

/** A link with its address, which is shown this once. */
export interface CreatedLink {
  readonly link: WireLink;
  readonly url: string;
}

export type { ImportResult, QueueName, WireEvent, WireImport, WireLink, WireUsedCredential };
