/*
 * The text of a key, made of what a person filled in. White space around a value is dropped: it comes along when a person
 * copies, and no provider's key begins or ends with it.
 */

import { withoutByteOrderMark } from "../../../shared/kernel/utf8.ts";

/** The values of one group of fields, by the names of the members. */
export type Parts = Readonly<Record<string, string>>;

/** A plain key, in the JSON that names the region of its account if it is not the worldwide one. */
export function plainText(key: string, region: string): string {
  const text = key.trim();
  return region === "" || text === "" ? text : JSON.stringify({ api_key: text, region });
}

/** One object, or a list of them where there are more; an empty text if nothing was filled in. */
export function partsText(groups: readonly Parts[]): string {
  const entries = groups.map(filledIn).filter((entry) => Object.keys(entry).length > 0);
  if (entries.length === 0) return "";
  return JSON.stringify(entries.length === 1 ? entries[0] : entries);
}

/** A document as it is, since each of its bytes may count. */
export const documentText = (text: string): string => withoutByteOrderMark(text).trim();

const filledIn = (parts: Parts): Parts =>
  Object.fromEntries(
    Object.entries(parts)
      .map(([name, value]) => [name, value.trim()] as const)
      .filter(([, value]) => value !== ""),
  );
