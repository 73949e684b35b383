import { UsageError } from "../failure.ts";
import { MAX_LINE } from "./read-lines.ts";

/** The text of one object, and the line on which it starts, from 1. */
export interface JsonText {
  readonly line: number;
  readonly text: string;
}

const [QUOTE, BACKSLASH] = ['"', "\\"].map((character) => character.charCodeAt(0));

/**
 * Takes the objects of a JSON array apart, or objects that follow each other over several lines, without reading the
 * whole text into memory. What is inside an object is not looked at.
 * @throws UsageError where the text is neither; from a broken bracket or quote on, nobody can tell where an object ends.
 */
export async function* jsonObjects(
  portions: AsyncIterable<readonly string[]>,
): AsyncGenerator<readonly JsonText[]> {
  let depth = 0;
  let isQuoted = false;
  let parts: string[] = [];
  let size = 0;
  let start = 0;
  let line = 0;
  let isArray: boolean | undefined;
  let isClosed = false;
  for await (const lines of portions) {
    const found: JsonText[] = [];
    for (const text of lines) {
      line += 1;
      let from = depth > 0 ? 0 : -1;
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        if (isQuoted) {
          if (code === BACKSLASH) at += 1;
          else if (code === QUOTE) isQuoted = false;
          continue;
        }
        const character = text[at] ?? "";
        if (depth > 0) {
          if (code === QUOTE) isQuoted = true;
          else if (character === "{" || character === "[") depth += 1;
          else if (character === "}" || character === "]") depth -= 1;
          if (depth > 0) continue;
          parts.push(text.slice(from, at + 1));
          found.push({ line: start, text: parts.join("\n") });
          parts = [];
          size = 0;
          from = -1;
        } else if (character === "{" && !isClosed) {
          isArray ??= false;
          depth = 1;
          start = line;
          from = at;
        } else if (character === "[" && isArray === undefined) isArray = true;
        else if (character === "]" && isArray && !isClosed) isClosed = true;
        else if (!/[\s,]/.test(character)) throw broken(line);
      }
      if (depth > 0) {
        parts.push(text.slice(Math.max(from, 0)));
        size += text.length + 1;
        if (size > MAX_LINE)
          throw new UsageError(`line ${start}: the object is longer than ${MAX_LINE} characters`);
      }
    }
    if (found.length > 0) yield found;
  }
  if (depth > 0) throw broken(start);
  if (isArray && !isClosed)
    throw new UsageError("the file ends inside a JSON array: export it again, it is cut off");
}

const broken = (line: number): UsageError =>
  new UsageError(`line ${line}: the file is not a JSON array of objects, nor one JSON object a line`);
