import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const read = (file: string) => readFile(new URL(`../../${file}`, import.meta.url), "utf8");

it.each([
  ["README.md", ["docs/examples/sdk.ts"]],
  ["docs/deploy.md", ["examples/embed-typescript/app.ts"]],
  ["docs/intake-links.md", ["docs/examples/embed.html"]],
  ["docs/queue-contract.md", ["docs/examples/producer.ts", "examples/producer-python/producer.py"]],
])("the page %s prints each example as the file that the tests run", async (page, files) => {
  const readme = await read(page);
  const examples = [...readme.matchAll(/<!-- example: (\S+) -->\n+```\w+\n([\s\S]*?)```/g)];
  expect(examples.map(([, file]) => file)).toEqual(expect.arrayContaining(files));
  for (const [, file = "", printed] of examples) expect(printed).toBe(await read(file));
});
