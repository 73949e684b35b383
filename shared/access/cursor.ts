import { keyedDigest } from "../kernel/derive-id.ts";
import { invalidField } from "../kernel/errors.ts";
import { reveal } from "../kernel/secret.ts";
import type { Caller } from "./authenticate.ts";

/*
 * A cursor names the position at which the next page of a list begins. It is good for the caller that got it and for that
 * list alone, so that no caller can name a position in what it may not see.
 */

const macOf = (position: string, list: string, { token }: Caller): string =>
  keyedDigest(reveal(token), JSON.stringify(["cursor", list, position]));

/** @param list names the list, with the ids that it depends on. */
export const toCursor = (position: string, list: string, caller: Caller): string =>
  `${Buffer.from(position).toString("base64url")}.${macOf(position, list, caller)}`;

/** The position of a cursor. @throws KeyferryError `invalid_request` for any other text. */
export function fromCursor(cursor: string, list: string, caller: Caller): string {
  const [encoded = "", mac] = cursor.split(".");
  const position = Buffer.from(encoded, "base64url").toString("utf8");
  if (mac === macOf(position, list, caller)) return position;
  throw invalidField("cursor", "is not a cursor from an earlier page");
}
