import { createHash } from "node:crypto";
import type { DigestedEvent, DigestedObject } from "./audit-digest.ts";

export const sha256Hex = (content: Uint8Array | string): string =>
  createHash("sha256").update(content).digest("hex");

/** The events of an archived object, by id and hash. A line that is no event has the id `?`. */
export function digestLines(content: Uint8Array): DigestedEvent[] {
  const lines = Buffer.from(content).toString("utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => ({ id: idOf(line), sha256: sha256Hex(line) }));
}

export const digestObject = (key: string, content: Uint8Array): DigestedObject => ({
  key,
  sha256: sha256Hex(content),
  events: digestLines(content),
});

function idOf(line: string): string {
  try {
    const { id } = JSON.parse(line) as { id?: unknown };
    return typeof id === "string" ? id : "?";
  } catch {
    return "?";
  }
}
