import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readFileRows } from "../../cli/import/read-file-rows.ts";
import { openSource } from "../../cli/import/read-lines.ts";
import { signBody } from "../../shared/webhooks/body-signature.ts";
import { rawKey, WORKSPACE } from "../support/data/fixtures.ts";
import { START } from "../support/fakes/manual-clock.ts";
import { createBody, doorWorld } from "../support/worlds/door-world.ts";
import { BODY_SCHEME, webhookWorld } from "../support/worlds/webhook-world.ts";

const MARK = "\uFEFF";
const REPLACEMENT = "\uFFFD";

/** The text's bytes, but one that is no UTF-8 in place of each `~`. */
const withForeignBytes = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(text), (byte) => (byte === 0x7e ? 0xe9 : byte));

interface Answer {
  readonly status: number;
  readonly text: string;
}
type Send = (edit: (text: string) => string | Uint8Array<ArrayBuffer>, charset?: string) => Promise<Answer>;

/** Each door sends a credential with the name `~`, and its body as a test edits it. */
const DOORS: readonly (readonly [door: string, send: Send])[] = [
  [
    "POST /byok",
    (edit, charset = "utf-8") =>
      doorWorld().request("POST", "/byok", {
        body: edit(JSON.stringify(createBody({ name: "~" }))),
        headers: { "content-type": `application/json; charset=${charset}` },
      }),
  ],
  [
    "PATCH /byok/{id}",
    async (edit, charset = "utf-8") => {
      const door = doorWorld();
      const { id } = (await door.post(createBody())).body.data;
      return door.request("PATCH", `/byok/${id}`, {
        body: edit(JSON.stringify({ name: "~" })),
        headers: { "content-type": `application/json; charset=${charset}` },
      });
    },
  ],
  [
    "POST /byok/imports",
    (edit, charset = "utf-8") => {
      const door = doorWorld();
      const row = {
        version: 1,
        type: "credential.import",
        import_id: "e0000000-0000-4000-8000-000000000001",
        row: 1,
        total_rows: 1,
        workspace_id: WORKSPACE,
        provider: "openai",
        settings: { name: "~" },
        sealed_key: door.sealForImport(rawKey(), { workspace_id: WORKSPACE, provider: "openai" }),
        requested_at: START.toISOString(),
      };
      return door.request("POST", "/byok/imports", {
        body: edit(JSON.stringify(row)),
        headers: { "content-type": `application/x-ndjson; charset=${charset}` },
      });
    },
  ],
  [
    "a webhook",
    async (edit, charset = "utf-8") => {
      const world = await webhookWorld(BODY_SCHEME);
      const event = {
        type: "credential.create",
        timestamp: START.toISOString(),
        data: { external_id: "c-1", provider: "openai", key: rawKey(), name: "~" },
      };
      const body = Uint8Array.from(Buffer.from(edit(JSON.stringify(event))));
      const headers = {
        ...world.sign("", "event-1"),
        "content-type": `application/json; charset=${charset}`,
      };
      const [name = ""] = Object.keys(headers).filter((header) => /signature/i.test(header));
      return world.post(body, { ...headers, [name]: signBody(world.secret, body) });
    },
  ],
];

describe.each(DOORS)("the bytes of %s", (_, send) => {
  it("a body that is not UTF-8 is a 400 that says so", async () => {
    const { status, text } = await send(withForeignBytes);
    expect([status, text]).toEqual([400, expect.stringContaining("The request body is not UTF-8")]);
  });

  it("a content type with another character set is a 415", async () => {
    const { status, text } = await send((body) => body, "iso-8859-1");
    expect([status, text]).toEqual([415, expect.stringContaining("charset")]);
  });

  it("a byte order mark before the body is no part of it, and two of them are no JSON", async () => {
    const { status, text } = await send((body) => MARK + body);
    expect(status, text).toBeLessThan(300);
    expect((await send((body) => MARK + MARK + body)).status).toBe(400);
  });

  it("a replacement character that is UTF-8 is accepted in a name", async () => {
    const { status, text } = await send((body) => body.replace("~", REPLACEMENT));
    expect(status, text).toBeLessThan(300);
  });
});

it.each(DOORS.filter(([door]) => door !== "POST /byok/imports"))(
  "a replacement character in the key that %s brings is refused",
  async (_, send) => {
    const key = rawKey().replace(/.{4}$/, REPLACEMENT);
    const { status } = await send((body) => {
      const document = JSON.parse(body);
      return JSON.stringify(
        document.data ? { ...document, data: { ...document.data, key } } : { ...document, key },
      );
    });
    expect(status).toBe(400);
  },
);

describe("the bytes of a file to import", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "keyferry-bytes-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const rowsOf = async (format: "csv" | "jsonl" | "env", content: Uint8Array) => {
    const file = join(folder, "keys");
    await writeFile(file, content);
    const rows = [];
    const source = await openSource(file);
    for await (const portion of readFileRows(source, { format, ignore: [], map: {} })) {
      rows.push(...portion);
    }
    return rows.map(({ problems }) => problems.map(({ reason }) => reason));
  };
  const FILES = [
    ["csv", `provider,key,name\nopenai,${rawKey(1)},one\nopenai,${rawKey(2)},~\n`],
    [
      "jsonl",
      [1, 2]
        .map((n) => JSON.stringify(createBody({ key: rawKey(n), name: n === 1 ? "one" : "~" })))
        .join("\n"),
    ],
    ["env", `OPENAI_API_KEY=${rawKey(1)}\nOPENAI_API_KEY=${rawKey(2)} # ~\n`],
  ] as const;

  it.each(FILES)(
    "a row of a %s file whose bytes are not UTF-8 is refused, and no other row",
    async (format, text) => {
      expect(await rowsOf(format, withForeignBytes(text))).toEqual([[], ["has bytes that are not UTF-8"]]);
    },
  );

  it.each(FILES)(
    "a %s file with a byte order mark and a genuine replacement character is accepted",
    async (format, text) => {
      expect(await rowsOf(format, Buffer.from(MARK + text.replace("~", REPLACEMENT)))).toEqual([[], []]);
    },
  );
});
