import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type JsonText, jsonObjects } from "../../../../cli/import/json-values.ts";

async function read(text: string, size = 2): Promise<JsonText[]> {
  const lines = text.split("\n");
  async function* portions() {
    for (let start = 0; start < lines.length; start += size) yield lines.slice(start, start + size);
  }
  const found: JsonText[] = [];
  for await (const texts of jsonObjects(portions())) found.push(...texts);
  return found;
}

describe("the objects of a JSON text", () => {
  it("all objects are found as they were written, in an array or one after the other, however it is laid out", async () => {
    const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { minLength: 1, maxLength: 6 });
    const layout = fc.record({
      indent: fc.integer({ min: 0, max: 3 }),
      size: fc.integer({ min: 1, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(objects, layout, async (written, { indent, size }) => {
        const plain = JSON.parse(JSON.stringify(written));
        const array = await read(JSON.stringify(written, null, indent), size);
        const stream = await read(
          written.map((object) => JSON.stringify(object, null, indent)).join("\n"),
          size,
        );
        for (const found of [array, stream]) expect(found.map(({ text }) => JSON.parse(text))).toEqual(plain);
      }),
    );
  });

  it("an object is told by the line on which it starts", async () => {
    expect((await read('[\n{"a":\n1},\n\n {"b":2}]')).map(({ line }) => line)).toEqual([2, 5]);
  });

  it.each(["[1]", '{"a":1} x', '[{"a":1}] {"b":2}', '["{"]', '{"a":"', "]", '[{"a":1}'])(
    "a text that is neither is refused: %j",
    async (text) => {
      await expect(read(text)).rejects.toMatchObject({ name: "UsageError" });
    },
  );

  it("an object without an end is refused before it fills the memory", async () => {
    const text = `{"a":"${"x\n".repeat(600_000)}`;
    await expect(read(text, 1_000)).rejects.toThrow("line 1: the object is longer than");
  });
});
