import { expect, it } from "vitest";
import { importsIn, withoutComments } from "../../../support/source/import-scanner.ts";

const found = (code: string) =>
  importsIn(withoutComments(code)).map(({ specifier, typeOnly }) =>
    typeOnly ? `type ${specifier}` : specifier,
  );

it.each([
  [`import { a } from "./a.ts";`, ["./a.ts"]],
  [`import type { A } from "./a.ts";`, ["type ./a.ts"]],
  [`import { type A, b } from "./a.ts";`, ["./a.ts"]],
  [`import {\n  a,\n  b,\n} from "./a.ts";`, ["./a.ts"]],
  [`import * as z from "zod/mini";`, ["zod/mini"]],
  [`import a, { b } from 'single';`, ["single"]],
  [`import "./effect.ts";`, ["./effect.ts"]],
  [`export { a } from "./a.ts";`, ["./a.ts"]],
  [`export * from "./a.ts";`, ["./a.ts"]],
  [`export type { A } from "./a.ts";`, ["type ./a.ts"]],
  [`const a = await import("./a.ts");`, ["./a.ts"]],
  [`const a = await import(name);`, ["(computed)"]],
  [`const a = require("a");`, ["a"]],
  [`import { a } from "./a.ts";\nimport { b } from "./b.ts";`, ["./a.ts", "./b.ts"]],
])("the scanner finds the imports of %j", (code, expected) => {
  expect(found(code)).toEqual(expected);
});

it.each([
  `// import { a } from "./a.ts";`,
  `/* import { a }\n from "./a.ts"; */`,
  `export const a = "from";`,
  `export const from = (a: string) => a;\nlog("from", "x");`,
  `const url = "https://example.com";`,
])("the scanner finds no import in %j", (code) => {
  expect(found(code)).toEqual([]);
});
