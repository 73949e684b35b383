import { createHash } from "node:crypto";
import * as z from "zod/mini";
import { parseJson } from "../kernel/parse-json.ts";
import type { DigestedEvent, DigestedObject } from "./audit-digest.ts";

export const sha256Hex = (content: Uint8Array | string): string =>
  createHash("sha256").update(content).digest("hex");

/** The events of an archived object, by id and hash. A line that is not an event has the id `?`. */
export function digestLines(content: Uint8Array): DigestedEvent[] {
  const lines = Buffer.from(content).toString("utf8").split("\n");
  return lines.filter((line) => line !== "").map((line) => ({ id: idOf(line), sha256: sha256Hex(line) }));
}

export const digestObject = (key: string, content: Uint8Array): DigestedObject => ({
  key,
  sha256: sha256Hex(content),
  events: digestLines(content),
});

const lineSchema = z.looseObject({ id: z.string() });

const idOf = (line: string): string => lineSchema.safeParse(parseJson(line)).data?.id ?? "?";
