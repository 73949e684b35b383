import { toKeyferryError } from "../kernel/errors.ts";
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
