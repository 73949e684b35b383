import { type KeyUse, keyUseSchema } from "../access/key-use.ts";
import { parseJson } from "../kernel/parse-json.ts";
import { type LinkCommand, linkCommandSchema } from "../links/link-command.ts";
import { type Content, parseCommand } from "./parse-command.ts";
import { type ImportContent, parseImportMessage } from "./parse-import-message.ts";

/** The part of a queue's record that the worker needs. */
export interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly redelivered: boolean;
  /** Each queue has its own contract. Other systems write to `imports`, which takes only import messages. */
  readonly queue: "commands" | "imports";
}

/** A message, or a part of one, that names its credential, on its path to a verdict. */
export type CredentialMessage = Content & {
  /** The row of an import that the message carries; null for a command of its own. */
  readonly row: ImportContent["row"];
  /** Whether the message was delivered before: its outcome may exist already. */
  readonly redelivered: boolean;
};

export type ParsedMessage =
  | CredentialMessage
  | { readonly kind: "key_use"; readonly use: KeyUse }
  | { readonly kind: "link"; readonly command: LinkCommand }
  | { readonly kind: "unreadable" };

/**
 * Parses a message of either queue: one of the import queue may have several rows, each a part of its own. Never throws.
 * @param slugs the providers that this deployment knows.
 * @param now the time of the delivery.
 */
export function parseMessage(
  { messageId, body, redelivered, queue }: Message,
  slugs: ReadonlySet<string>,
  now: Date,
): readonly ParsedMessage[] {
  if (queue === "imports") {
    return parseImportMessage(body, messageId, slugs, now).map((content) => ({ ...content, redelivered }));
  }
  const content = parseCommand(body);
  if (content !== null) return [{ ...content, row: null, redelivered }];
  const value = parseJson(body);
  const use = keyUseSchema.safeParse(value);
  if (use.success) return [{ kind: "key_use", use: use.data }];
  const link = linkCommandSchema.safeParse(value);
  return [link.success ? { kind: "link", command: link.data } : { kind: "unreadable" }];
}

export const namesCredential = (message: ParsedMessage): message is CredentialMessage =>
  message.kind !== "key_use" && message.kind !== "link" && message.kind !== "unreadable";
