import { type KeyferryError, toKeyferryError } from "../kernel/errors.ts";
import type { Logger } from "../kernel/ports.ts";

/**
 * Parses items one by one. It logs malformed ones and leaves them out, so that one bad item does not hide the
 * others.
 * @param parse throws for a malformed item.
 */
export const parseEach = <Raw, Parsed>(
  items: readonly Raw[],
  parse: (item: Raw) => Parsed,
  log: Logger,
): Parsed[] =>
  items.flatMap((item) => {
    try {
      return [parse(item)];
    } catch (error) {
      log.error("item_unreadable", { reason: toKeyferryError(error).message });
      return [];
    }
  });

/** Reads one item; for a malformed one, its error takes its place, so that it affects only its own commands. */
export function orError<Raw, Parsed>(parse: (item: Raw) => Parsed, item: Raw): Parsed | KeyferryError {
  try {
    return parse(item);
  } catch (error) {
    return toKeyferryError(error);
  }
}
