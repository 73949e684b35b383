import { describe, expect, it } from "vitest";
import type { FileRow, ReadOptions } from "../../../../cli/import/file-row.ts";
import { readFileRows } from "../../../../cli/import/read-file-rows.ts";
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
    await expect(rowsOf("provider,key,alowed_models\na,b,c")).rejects.toThrow(
      "column 3 is not a known field; did you mean allowed_models?",
    );
    await expect(rowsOf(`${rawKey()},openai`)).rejects.toThrow("such as provider,key,name");
    await expect(rowsOf("key,constructor,__proto__\na,b,c")).rejects.toThrow(
      "column 2 and 1 more are not known fields\n",
    );
    await expect(rowsOf("key,key\na,b")).rejects.toThrow("two columns hold the field key");
    await expect(rowsOf("")).rejects.toThrow("the file is empty");
  });
});

describe("files as spreadsheets and exports have them", () => {
  const READ = { provider: "openai", key: "k", name: "Team A" };
  const fieldsOf = async (text: string, options: Partial<ReadOptions> = {}) =>
    (await rowsOf(text, options)).map(({ fields }) => fields);

  it.each([
    ["semicolons", "provider;key;name\nopenai;k;Team A"],
    ["tabs", "provider\tkey\tname\nopenai\tk\tTeam A"],
    ["bars", "provider|key|name\nopenai|k|Team A"],
    ["a sep= line", "sep=;\r\nprovider;key;name\r\nopenai;k;Team A\r"],
    ["a quoted sep= line", '"sep=,"\nprovider,key,name\nopenai,k,Team A'],
    ["blank lines and comments before the heading", "\n# exported\n\nprovider,key,name\nopenai,k,Team A"],
    ["another spelling of the heading", "Provider , API Key,NAME\nopenai,k,Team A"],
    ["ghost columns", "provider,key,name,,\nopenai,k,Team A,,"],
    ["ghost rows", "provider,key,name\n,,\nopenai,k,Team A\n,,\n , ,\n,,,,"],
    ["cells beyond the heading that are blank", "provider,key,name\nopenai,k,Team A,,"],
  ])("a file with %s is read as it was meant", async (_, text) => {
    expect(await fieldsOf(text)).toEqual([READ]);
  });

  it("a row of semicolons keeps its commas, and its lists", async () => {
    const text = 'provider;key;name;allowed_models\nopenai;k;A, B;"a;b"\nopenai;k;C;a, b';
    expect(await fieldsOf(text)).toMatchObject([
      { name: "A, B", allowed_models: ["a", "b"] },
      { name: "C", allowed_models: ["a", "b"] },
    ]);
  });

  it("a row that has text in a column without a heading is refused, and told by the column", async () => {
    expect(await problemsOf(`provider,key,,name\nopenai,${rawKey()},x,`)).toEqual([
      [": has text in column 3, which has no heading"],
    ]);
    const [row] = await rowsOf("provider,key,,name\nopenai,k,x,", { ignore: [""] });
    expect(row?.problems).toEqual([]);
  });

  it("a row keeps its text and its line, whatever stands before it", async () => {
    const text = 'sep=,\nprovider,key,name\n,,\nopenai,k,"A\nB"\r\nopenai,"k,';
    expect((await rowsOf(text)).map((row) => [row.row, row.line, row.text])).toEqual([
      [1, 4, 'openai,k,"A\nB"'],
      [2, 6, 'openai,"k,'],
    ]);
  });

  it.each(["provider,key", "provider,key\n\n,\n"])(
    "a file with a heading alone is refused: case %#",
    async (text) => {
      await expect(rowsOf(text)).rejects.toThrow("the file has a heading and no rows");
    },
  );

  it("a list that may be one wrong item is a problem of its row", async () => {
    const text = `provider,key,allowed_models\nopenai,${rawKey()},gpt-4o gpt-4o-mini`;
    expect(await problemsOf(text)).toEqual([['allowed_models: must be a list such as a;b or ["a","b"]']]);
  });

  it("a JSON array is read as JSON Lines are, pretty or not, and so are objects over several lines", async () => {
    const objects = [
      { provider: "openai", key: "k", name: 'a "quoted" {[ name' },
      { provider: "openai", apiKey: "k", allowedModels: ["a", "b"] },
    ];
    const [first, second] = objects;
    const read = [first, { provider: "openai", key: "k", allowed_models: ["a", "b"] }];
    for (const text of [
      JSON.stringify(objects),
      JSON.stringify(objects, null, 2),
      objects.map((object) => JSON.stringify(object, null, 2)).join("\n"),
      objects.map((object) => JSON.stringify(object)).join("\r\n"),
      `\n\n[\n${JSON.stringify(first)},\n${JSON.stringify(second)}\n]\n`,
    ]) {
      expect(await fieldsOf(text, { format: "jsonl" })).toEqual(read);
    }
  });

  it("a member that is given under two spellings is given twice", async () => {
    const text = JSON.stringify({ provider: "openai", key: rawKey(), apiKey: rawKey(2) });
    expect(await problemsOf(text, { format: "jsonl" })).toEqual([["key: is given twice"]]);
  });

  it.each([
    ['[{"key":"a"}}]', /^line 1: the file is not a JSON array of objects/],
    ['[{"key":"a"},\n"b"]', /^line 2: the file is not a JSON array of objects/],
    ['[{"key":"a"},', /ends inside a JSON array/],
    ["[]", /has no rows/],
    ['{"encrypted": false,\n"items": []}', /as Bitwarden writes it: export it as CSV/],
    ['{"items": []}', /as Bitwarden writes it: export it as CSV/],
  ])("a file of JSON that holds no list of rows is refused: case %#", async (text, message) => {
    await expect(rowsOf(text, { format: "jsonl" })).rejects.toThrow(message);
  });
});

describe("a .env file", () => {
  it("a variable is a row with its provider, its key and its name", async () => {
    const text = [
      "# keys",
      "OPENAI_API_KEY=k1",
      `export ANTHROPIC_API_KEY="k2"  # the second`,
      "  GEMINI_API_KEY = 'k#3'\r",
      "PROD_GROQ_KEY=k4 # the fourth",
      "MISTRAL_API_KEY_2=k5",
    ].join("\n");
    expect((await rowsOf(text, { format: "env" })).map(({ fields, line }) => ({ ...fields, line }))).toEqual([
      { provider: "openai", key: "k1", name: "OPENAI_API_KEY", line: 2 },
      { provider: "anthropic", key: "k2", name: "ANTHROPIC_API_KEY", line: 3 },
      { provider: "google-ai-studio", key: "k#3", name: "GEMINI_API_KEY", line: 4 },
      { provider: "groq", key: "k4", name: "PROD_GROQ_KEY", line: 5 },
      { provider: "mistral", key: "k5", name: "MISTRAL_API_KEY_2", line: 6 },
    ]);
  });

  it("a line that is no provider's key is a problem that repeats nothing of it", async () => {
    const text = ["DATABASE_URL=secret-1", `${rawKey()}`, 'OPENAI_API_KEY="secret-2', "OPENAI_API_KEY="].join(
      "\n",
    );
    const problems = await problemsOf(text, { format: "env" });
    expect(problems).toEqual([
      [expect.stringMatching(/^: the variable's name is of no provider's key/)],
      [": is not NAME=value"],
      [": a quote is opened but never closed on its line"],
      ["key: must have at least 1 characters"],
    ]);
    expect(JSON.stringify(problems)).not.toMatch(/secret|DATABASE|sk-/);
    const left = await rowsOf("DATABASE_URL=x\nOPENAI_API_KEY=k", {
      format: "env",
      ignore: ["DATABASE_URL"],
    });
    expect(left).toHaveLength(1);
    await expect(rowsOf("# nothing", { format: "env" })).rejects.toThrow("the file has no variables");
  });
});

describe("a password manager's export", () => {
  const BITWARDEN =
    "folder,favorite,type,name,notes,fields,reprompt,login_uri,login_username,login_password,login_totp";

  it("a login of Bitwarden or 1Password is a row where its address is that of a provider", async () => {
    const bitwarden = `${BITWARDEN}\nAI,,login,OpenAI prod,"one\ntwo",,0,https://platform.openai.com/keys,a,k,`;
    const onePassword =
      "Title,Url,Username,Password,OTPAuth,Favorite,Archived,Tags,Notes\n" +
      "Claude,console.anthropic.com,a,k,,false,false,ai;prod,x";
    const [first] = await rowsOf(bitwarden);
    const [second] = await rowsOf(onePassword);
    expect([first?.fields, second?.fields]).toEqual([
      { provider: "openai", key: "k", name: "OpenAI prod" },
      { provider: "anthropic", key: "k", name: "Claude" },
    ]);
  });

  it("a login of anything else is refused, whatever --provider says: its password is no key", async () => {
    const text = `${BITWARDEN}\n,,login,Bank,,,0,https://bank.example,a,hunter2-password,\n,,note,A note,,,0,,,,`;
    const withDefault = rowValidator(providerSlugs([]), { provider: "openai", workspace_id: WORKSPACE });
    for (const row of await rowsOf(text)) {
      const checked = withDefault(row);
      expect("problems" in checked && checked.problems).toContainEqual(
        expect.objectContaining({
          path: "provider",
          reason: expect.stringContaining("of no known provider"),
        }),
      );
    }
  });
});

describe("problems of a row", () => {
  it.each([
    ["", "openai", ["key: must have at least 1 characters"]],
    ["   ", "openai", ["key: The key is empty."]],
    [rawKey(), "opnai", ["provider: is not a known provider slug"]],
    [rawKey(), "", ["provider: is required: name it in the file or with --provider"]],
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
    expect(await problemsOf(line(",,,,\uDC80"))).toEqual([[": has bytes that are not UTF-8"]]);
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
