import { describe, expect, it } from "vitest";
import { type FileRow, type ReadOptions, readFileRows } from "../../../../cli/import/read-file-rows.ts";
import type { Source } from "../../../../cli/import/read-lines.ts";
import { rowValidator } from "../../../../cli/import/validate-row.ts";
import { reveal } from "../../../../shared/kernel/secret.ts";
import { providerSlugs } from "../../../../shared/providers/slug.ts";
import { rawKey, WORKSPACE } from "../../../support/data/fixtures.ts";

const sourceOf = (text: string): Source => ({
  file: "test.csv",
  digest: () => "",
  async *lines() {
    yield text.split("\n");
  },
});

const OPTIONS: ReadOptions = { format: "csv", map: {}, ignore: [] };

async function rowsOf(text: string, options: Partial<ReadOptions> = {}): Promise<FileRow[]> {
  const rows: FileRow[] = [];
  for await (const portion of readFileRows(sourceOf(text), { ...OPTIONS, ...options })) rows.push(...portion);
  return rows;
}

const validate = rowValidator(providerSlugs([]), { provider: undefined, workspace_id: WORKSPACE });

const problemsOf = async (text: string, options: Partial<ReadOptions> = {}) =>
  (await rowsOf(text, options)).map((row) => {
    const checked = validate(row);
    return "problems" in checked ? checked.problems.map(({ path, reason }) => `${path}: ${reason}`) : [];
  });

describe("a CSV row and the contract's fields", () => {
  it("a row is read by its heading, behind a byte order mark, with lists, flags and absent cells", async () => {
    const heading = "\uFEFFprovider,key,name,disabled,declared_zdr,allowed_models,workspace_id\r";
    const [row] = await rowsOf(`${heading}\nopenai, k ,"A, ""B""",TRUE,false,gpt-a; gpt-b;,\r`);
    expect(row?.fields).toEqual({
      provider: "openai",
      key: " k ",
      name: 'A, "B"',
      disabled: true,
      declared_zdr: false,
      allowed_models: ["gpt-a", "gpt-b"],
    });
  });

  it("a row is read under other names with --map, and without what is ignored", async () => {
    const options = { map: { "API key": "key" }, ignore: ["notes"] };
    const [row] = await rowsOf("provider,API key,notes\nopenai,k,mine", options);
    expect(row?.fields).toEqual({ provider: "openai", key: "k" });
  });

  it("a file is refused for a heading that is none, without repeating what may be a key", async () => {
    await expect(rowsOf("provider,key,colour\na,b,c")).rejects.toThrow("column 3 is not a known field\n");
    await expect(rowsOf(`${rawKey()},openai`)).rejects.toThrow("column 1 and 1 more are not known fields\n");
    await expect(rowsOf("provider,key,allowedModels\na,b,c")).rejects.toThrow(
      "column 3 is not a known field; did you mean allowed_models?",
    );
    await expect(rowsOf("key,constructor,__proto__\na,b,c")).rejects.toThrow(
      "column 2 and 1 more are not known fields\n",
    );
    await expect(rowsOf("key,key\na,b")).rejects.toThrow("two columns hold the field key");
    await expect(rowsOf("")).rejects.toThrow("the file is empty");
  });
});

describe("problems of a row", () => {
  it.each([
    ["", "openai", ["key: must have at least 1 characters"]],
    ["   ", "openai", ["key: The key is empty."]],
    [rawKey(), "opnai", ["provider: is not a known provider slug"]],
    [rawKey(), "", ["provider: must be a string"]],
    [rawKey(), "anthropic", []],
    [
      `sk-ant-api03-${"a1".repeat(50)}`,
      "openai",
      [expect.stringMatching(/^key: This looks like an Anthropic key/)],
    ],
    ["YOUR_API_KEY", "openai", ["key: This is a placeholder, not a key."]],
  ])(
    "a problem of a key or a provider is told by field, and never by value: case %#",
    async (key, provider, expected) => {
      const [problems] = await problemsOf(`provider,key\n${provider},${key}`);
      if (provider === "anthropic") expect(problems?.join()).not.toContain(key);
      else expect(problems).toEqual(expected);
    },
  );

  it("a problem of types, lists, contradictions and bytes is told by field, and never by value", async () => {
    const heading = "key,provider,disabled,allowed_api_key_hashes,is_byok_only,is_fallback,workspace_id";
    const line = (cells: string) => `${heading}\n${rawKey()},openai,${cells}`;
    expect(await problemsOf(line("maybe,,,,"))).toEqual([["disabled: must be true or false"]]);
    expect(await problemsOf(line(",xyz,,,"))).toEqual([
      ["allowed_api_key_hashes.0: has a form that is not allowed"],
    ]);
    expect(await problemsOf(line(",,true,true,"))).toEqual([
      ["is_byok_only: cannot be combined with is_fallback"],
    ]);
    expect(await problemsOf(line(",,,,nowhere"))).toEqual([[expect.stringMatching(/^workspace_id: /)]]);
    expect(await problemsOf(line(",,,,\uFFFD"))).toEqual([[": has bytes that are not UTF-8"]]);
  });

  it("a problem of JSON Lines is told by field, and never by value", async () => {
    const lines = [
      JSON.stringify({ key: rawKey(), provider: "openai" }),
      "",
      "{",
      "[1]",
      `{"key":"a","key":"b","provider":"openai"}`,
      JSON.stringify({ key: 7, provider: "openai", colour: "red" }),
    ];
    expect(await problemsOf(lines.join("\n"), { format: "jsonl" })).toEqual([
      [],
      [": is not valid JSON"],
      [": must be a JSON object"],
      ["key: is given twice"],
      ["(unknown field): is not a known field (member 3)", "key: must be a string"],
    ]);
  });
});

it("a valid row holds its key as a secret, and global as no workspace", async () => {
  const key = rawKey();
  const [row] = await rowsOf(`key,provider,workspace_id\n${key},openai,global`);
  const checked = validate(row as FileRow);
  if (!("valid" in checked)) throw new Error("the row should be valid");
  expect(reveal(checked.valid.key)).toBe(key);
  expect(JSON.stringify(checked.valid)).not.toContain(key);
  expect(checked.valid).toMatchObject({ row: 1, provider: "openai", workspace_id: null, settings: {} });
});
