import { uuidOf } from "./uuid.ts";

const BYTES = 16;
const FIRST_IDS = 1 << 10;

/** Keeps UUIDs in 16 bytes each. */
export interface IdList {
  /** Returns the place of the id, from 1. */
  add(id: string): number;
  /** The id at this place. */
  get(place: number): string;
}

export function idList(): IdList {
  let bytes = Buffer.alloc(FIRST_IDS * BYTES);
  let count = 0;
  return {
    add(id) {
      if (count * BYTES === bytes.length) bytes = Buffer.concat([bytes, Buffer.alloc(bytes.length)]);
      bytes.write(id.replaceAll("-", ""), count * BYTES, "hex");
      count += 1;
      return count;
    },
    get: (place) => uuidOf(bytes.subarray((place - 1) * BYTES, place * BYTES)),
  };
}
