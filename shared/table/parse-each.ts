import { toKeyferryError } from "../kernel/errors.ts";
import type { Logger } from "../kernel/ports.ts";

/**
 * Parses items one by one, and logs and leaves out those that are malformed: one bad item must not hide its neighbours.
 * @param parse throws for an item that is malformed.
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
