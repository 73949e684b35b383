import { decode, encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";

interface SourceMap {
  readonly sources: readonly string[];
  readonly names: readonly string[];
  readonly mappings: string;
}

/**
 * Leaves dependencies out of a source map, which shrinks it to a fifth: a stack trace that matters has a line of keyferry
 * in it.
 * @param text a source map of revision 3 (ECMA-426), as JSON.
 */
export function ownSourceMap(text: string): string {
  const map: SourceMap = JSON.parse(text);
  const sources = map.sources.filter((path) => !path.includes("node_modules/"));
  const indexOf = new Map(sources.map((path, index) => [path, index]));
  const own = ([column, source, line, original]: SourceMapSegment): SourceMapSegment => {
    const index = source === undefined ? undefined : indexOf.get(map.sources[source] ?? "");
    return index === undefined ? [column] : [column, index, line ?? 0, original ?? 0];
  };
  const mappings = decode(map.mappings).map((segments) => segments.map(own).filter(startsSomething));
  return JSON.stringify({ version: 3, sources, names: [], mappings: encode(mappings) });
}

/** Of a run of segments without a source, the first says it all. */
const startsSomething = (segment: SourceMapSegment, index: number, all: readonly SourceMapSegment[]) =>
  segment.length > 1 || index === 0 || all[index - 1]?.length !== 1;
