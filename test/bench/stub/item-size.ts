/** A DynamoDB attribute value in its wire form. */
export type WireValue = Readonly<Record<string, unknown>>;
export type WireItem = Readonly<Record<string, WireValue>>;

/**
 * The size in bytes of an item as DynamoDB charges it: names and values in UTF-8, binary unchanged, numbers
 * at half a byte per digit and one more, three bytes and one per entry for lists and maps.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const itemSize = (item: WireItem): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);

function valueSize(value: WireValue): number {
  const [type = "", content] = Object.entries(value)[0] ?? [];
  switch (type) {
    case "S":
      return Buffer.byteLength(content as string);
    case "B":
      return Buffer.from(content as string, "base64").length;
    case "N":
      return numberSize(content as string);
    case "L":
      return 3 + (content as WireValue[]).reduce((sum, entry) => sum + 1 + valueSize(entry), 0);
    case "M":
      return 3 + Object.keys(content as WireItem).length + itemSize(content as WireItem);
    case "SS":
      return (content as string[]).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    default:
      return 1;
  }
}

const numberSize = (text: string): number =>
  Math.ceil(text.replaceAll(/[^\d]/g, "").replace(/0+$/, "").length / 2) + 1;

/** The write units of one write outside a transaction. Inside one they count twice. */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 1024));

/** The read units of one strongly consistent read. */
export const readUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / 4096));
