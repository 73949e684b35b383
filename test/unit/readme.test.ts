import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const read = (file: string) => readFile(new URL(`../../${file}`, import.meta.url), "utf8");

it("prints each example as the file that the deployed tests run", async () => {
  const readme = await read("README.md");
  const examples = [...readme.matchAll(/<!-- example: (\S+) -->\n+```\w+\n([\s\S]*?)```/g)];
  expect(examples.map(([, file]) => file)).toContain("docs/examples/sdk.ts");
  for (const [, file = "", printed] of examples) expect(printed).toBe(await read(file));
});
