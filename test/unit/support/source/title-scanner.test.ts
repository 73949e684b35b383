import { expect, it } from "vitest";
import { titlesIn } from "../../../support/source/title-scanner.ts";

it.each([
  [`it("a seal opens", () => {});`, ["a seal opens"]],
  [`test('a seal opens', async () => {});`, ["a seal opens"]],
  [`it(\`a seal of \${ROWS} rows\`, run);`, [`a seal of \${ROWS} rows`]],
  [`it(\n  "a title below its call",\n  run,\n);`, ["a title below its call"]],
  [`it("a title with a \\"quote\\" in it", run);`, [`a title with a \\"quote\\" in it`]],
  [`it.each(["a", "b"])("a seal with %s", (part) => {});`, ["a seal with %s"]],
  [`it.each([\n  ["(", ")"],\n  [/[)/"]/, 1 / 2],\n])(\n  "a seal with %s",\n  run,\n);`, ["a seal with %s"]],
  [`it.each(cases.map(({ name }) => [name, f(")")]))("%s is found", run);`, ["%s is found"]],
  [`it.skip("a seal that waits", run);`, ["a seal that waits"]],
  ["it(nameOf(seal), run);", [null]],
  [`describe("seals", () => {\n  it("a seal opens", run);\n});`, ["(seals)", "a seal opens"]],
  [`describe.each(KINDS)("seals of %s", run);`, ["(seals of %s)"]],
])("the scanner finds the titles of %j", (code, expected) => {
  const found = titlesIn(code).map(({ kind, title }) => (kind === "group" ? `(${title})` : title));
  expect(found).toEqual(expected);
});

it.each([
  `// it("in a comment", run);`,
  `/* it("in a comment", run);\n   it("over lines", run); */`,
  `const code = 'it("in a string", run);';`,
  `const code = \`it("in a template", \${run("\`")});\`;`,
  `const pattern = /it("in a pattern", /;`,
  `await api.test("of another object", run);`,
  `submit("of another name", run);`,
])("the scanner finds no title in %j", (code) => {
  expect(titlesIn(code)).toEqual([]);
});
