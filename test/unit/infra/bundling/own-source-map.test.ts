import { decode, encode, type SourceMapMappings } from "@jridgewell/sourcemap-codec";
import { expect, it } from "vitest";
import { ownSourceMap } from "../../../../infra/bundling/own-source-map.ts";

const mapOf = (sources: readonly string[], mappings: SourceMapMappings) =>
  JSON.stringify({ version: 3, sources, names: ["n"], mappings: encode(mappings) });

it("a source map keeps the places of its own files and forgets those of dependencies", () => {
  const text = mapOf(
    ["node_modules/zod/index.js", "shared/a.ts"],
    [
      [
        [0, 0, 1, 0],
        [5, 0, 2, 0],
        [9, 1, 7, 3, 0],
        [12, 0, 4, 0],
      ],
      [[0, 1, 8, 0]],
    ],
  );
  const { sources, names, mappings } = JSON.parse(ownSourceMap(text));
  expect(sources).toEqual(["shared/a.ts"]);
  expect(names).toEqual([]);
  expect(decode(mappings)).toEqual([[[0], [9, 0, 7, 3], [12]], [[0, 0, 8, 0]]]);
});
