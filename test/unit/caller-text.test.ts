import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { reportFailure } from "../../cli/failure.ts";
import { createProgram } from "../../cli/program.ts";
import { handleBatch } from "../../shared/provisioning/handle-batch.ts";
import type { Message } from "../../shared/provisioning/parse-message.ts";
import { rawKey, WORKSPACE } from "../support/data/fixtures.ts";
import { keysOfEveryShape } from "../support/data/keys-of-every-shape.ts";
import { START } from "../support/fakes/manual-clock.ts";
import { createBody, doorWorld } from "../support/worlds/door-world.ts";
import { webhookWorld } from "../support/worlds/webhook-world.ts";
import { workerWorld } from "../support/worlds/worker-world.ts";

/*
 * Text of a caller is never repeated where it stands for a name: there a key may be that was put in the wrong
 * place, and a key of letters alone looks like any other name.
 */

const KEYS = keysOfEveryShape();
const IMPORT = "e0000000-0000-4000-8000-000000000001";

/** The keys that a text holds, by their number. */
const keysIn = (text: string) => KEYS.flatMap((key, index) => (text.includes(key) ? [index] : []));

/** A key as a member's name at each depth, alone and among others, and given twice. */
const namedBy = (key: string, valid: object) => {
  const name = JSON.stringify(key);
  const text = JSON.stringify(valid).slice(0, -1);
  return [
    { ...valid, [key]: 1 },
    { ...valid, [key]: { [key]: [{ [key]: key }] } },
    { ...valid, [key]: 1, [`${key}x`]: 2, [`x${key}`]: 3 },
    { ...valid, settings: { [key]: 1 } },
    { ...valid, allowed_models: [{ [key]: 1 }] },
    { ...valid, allowed_api_key_hashes: { [key]: key } },
    { [key]: valid },
    [valid, { [key]: 1 }],
    `${text},${name}:1,${name}:2}`,
    `${text},"name":{${name}:1,${name}:2}}`,
    `${text},${name}:{"a":{"b":{${name}:1,${name}:2}}}}`,
    `${text},"allowed_models":[{${name}:1,${name}:1}]}`,
    `${text},${name}}`,
    `{${name}:${name}`,
  ].map((body) => (typeof body === "string" ? body : JSON.stringify(body)));
};

/** A header's name or value, where HTTP allows it. */
const withHeader = (headers: Record<string, string>) => {
  try {
    return Object.fromEntries(new Headers(headers));
  } catch {
    return {};
  }
};

/** The API with one credential, and all that it says and keeps. */
async function newApi() {
  const world = doorWorld();
  const said: string[] = [];
  const statuses: number[] = [];
  const { body } = await world.post(createBody());
  return {
    path: `/byok/${body.data.id}`,
    async send(method: string, path: string, content?: unknown, headers: Record<string, string> = {}) {
      const type = path === "/byok/imports" ? "application/x-ndjson" : "application/json";
      const text = typeof content === "string" ? content : JSON.stringify(content);
      const answer = await world.request(method, path, {
        headers: withHeader({ ...(text && { "content-type": type }), ...headers }),
        ...(text && { body: text }),
      });
      statuses.push(answer.status);
      said.push(answer.text, JSON.stringify([...answer.headers]));
    },
    count: () => statuses.length,
    refused: () => statuses.filter((status) => status >= 400 && status < 500).length,
    keysKept: () =>
      keysIn(
        said.join("\n") +
          JSON.stringify([world.log.lines, world.queue.messages, [...world.table.events.values()]]),
      ),
  };
}

describe("a key in the place of a name", () => {
  it("the keys have each shape of the catalogue, and some are of letters alone", () => {
    expect(KEYS.length).toBeGreaterThan(60);
    expect(KEYS.filter((key) => /^hf_[A-Za-z]{34}$/.test(key)).length).toBeGreaterThan(0);
    expect(KEYS.filter((key) => /^[A-Za-z_]{20,}$/.test(key)).length).toBeGreaterThan(5);
  });

  it("a key in a name of a body is in no answer, log line, message or event of the API", async () => {
    const api = await newApi();
    const row = {
      version: 1,
      type: "credential.import",
      import_id: IMPORT,
      row: 1,
      workspace_id: WORKSPACE,
      provider: "openai",
      sealed_key: "aa.bb.cc.dd.ee",
      requested_at: START.toISOString(),
    };
    for (const key of KEYS) {
      for (const body of namedBy(key, createBody())) await api.send("POST", "/byok", body);
      for (const body of namedBy(key, {})) await api.send("PATCH", api.path, body);
      for (const body of namedBy(key, row)) await api.send("POST", "/byok/imports", body);
      for (const member of ["provider", "workspace_id", "import_id", "sealed_key", "requested_at", "type"]) {
        await api.send("POST", "/byok/imports", { ...row, [member]: key });
        await api.send("POST", "/byok", createBody({ [member]: key }));
      }
    }
    expect(api.refused()).toBe(api.count());
    expect(api.keysKept()).toEqual([]);
  });

  it("a key in a header, a query or a path is in no answer, log line, message or event of the API", async () => {
    const api = await newApi();
    for (const key of KEYS) {
      const asked = encodeURIComponent(key);
      for (const name of ["provider", "workspace_id", "limit", "cursor", asked]) {
        for (const list of [
          "/byok",
          `${api.path}/events`,
          "/byok/imports",
          `/byok/imports/${IMPORT}/results`,
        ]) {
          await api.send("GET", `${list}?${name}=${asked}`);
        }
      }
      for (const place of [`/${asked}`, `/byok/${asked}`, `/byok/${asked}/events`, `${api.path}/${asked}`]) {
        await api.send("GET", place);
        await api.send("PATCH", place, "{}");
      }
      await api.send("GET", `/byok/imports/${asked}`);
      await api.send("DELETE", `/byok/${asked}`);
      for (const name of ["authorization", "content-type", "prefer", "x-request-id", key]) {
        await api.send("GET", "/byok", undefined, { [name]: key });
        await api.send("GET", "/byok", undefined, { [name]: `Bearer ${key}` });
      }
      await api.send("POST", "/byok", createBody(), { "content-type": key });
      await api.send("POST", "/byok", createBody(), { "idempotency-key": `${key} x` });
    }
    expect(api.refused()).toBeGreaterThan(20 * KEYS.length);
    expect(api.keysKept()).toEqual([]);
  });

  it("a key in a name, a type, a header or a path is in no answer, log line, report or event of the webhook door", async () => {
    const world = await webhookWorld();
    const said: string[] = [];
    const data = { external_id: "customer-1", provider: "openai", key: rawKey() };
    let events = 0;
    const send = async (text: string, headers: Record<string, string> = {}) => {
      events += 1;
      // Reports of one kind are one event in five minutes: each must get its chance to repeat something.
      world.clock.advance(5 * 60_000);
      const answer = await world.post(text, { ...world.sign(text, `event-${events}`), ...headers });
      said.push(answer.text, JSON.stringify([...answer.headers]));
    };
    for (const key of KEYS) {
      for (const type of ["credential.create", "credential.update", "credential.delete"]) {
        for (const body of namedBy(key, data)) await send(`{"type":"${type}","data":${body}}`);
      }
      for (const type of [key, `${key}.created`, `credential.${key}`])
        await send(JSON.stringify({ type, data }));
      for (const member of ["provider", "workspace_id", "sealed_key", "external_id", "disabled"]) {
        const wrong = { ...data, [member]: member === "external_id" ? `${key} x` : key };
        await send(JSON.stringify({ type: "credential.create", data: wrong }));
      }
      await send(JSON.stringify({ type: "credential.create", data, timestamp: key }));
      const valid = JSON.stringify({ type: "credential.delete", data });
      for (const name of ["webhook-id", "webhook-timestamp", "webhook-signature", "content-type", key]) {
        await send(valid, withHeader({ [name]: key }));
      }
      said.push((await world.post(valid, {}, encodeURIComponent(key))).text);
    }
    expect(keysIn(said.join("\n"))).toEqual([]);
    const kept = JSON.stringify([world.log.lines, world.queue.messages, world.events()]);
    expect(kept).toContain("(unknown field)");
    expect(kept).toContain("(unknown type)");
    expect(keysIn(kept)).toEqual([]);
  });

  it("a key in a name of a queued message is in no log line, event or tally of the worker", async () => {
    const world = workerWorld();
    const deliver = (queue: Message["queue"], ...bodies: readonly string[]) =>
      handleBatch(
        bodies.map((body, index) => ({ messageId: `message-${index}`, body, redelivered: false, queue })),
        world.dependencies,
      );
    const row = {
      version: 1,
      type: "credential.import",
      workspace_id: WORKSPACE,
      provider: "openai",
      sealed_key: "aa.bb.cc.dd.ee",
      requested_at: START.toISOString(),
    };
    for (const [index, key] of KEYS.entries()) {
      const commands = namedBy(key, { ...world.create(index + 1), sealed_key: "aa.bb.cc.dd.ee" });
      await deliver("commands", ...commands, JSON.stringify({ ...world.create(index + 500), type: key }));
      const bodies = [1, 2].flatMap((n) => namedBy(key, { ...row, import_id: IMPORT, row: index * 2 + n }));
      await deliver("imports", ...bodies, JSON.stringify({ ...row, import_id: key, row: key }), key);
    }
    expect(world.table.events.size).toBeGreaterThan(KEYS.length);
    const { log, table } = world;
    const kept = JSON.stringify([log.lines, [...table.events.values()], table.tallies]);
    expect(kept).toContain("(unknown field)");
    expect(keysIn(kept)).toEqual([]);
  });
});

describe("a key on the command line or in a file", () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "keyferry-names-"));
    mkdirSync(join(directory, "events"));
    writeFileSync(join(directory, "key.txt"), rawKey());
    writeFileSync(join(directory, "keys.csv"), `provider,key\nopenai,${rawKey()}\n`);
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  /** Runs a command in this process, and returns everything that it printed. No deployment can be reached. */
  async function run(args: readonly string[]): Promise<string> {
    const printed: string[] = [];
    const take = (...texts: unknown[]) => {
      printed.push(texts.map(String).join(" "));
      return true;
    };
    const spies = [
      vi.spyOn(console, "log").mockImplementation(take),
      vi.spyOn(console, "error").mockImplementation(take),
      vi.spyOn(process.stdout, "write").mockImplementation(take),
      vi.spyOn(process.stderr, "write").mockImplementation(take),
    ];
    vi.stubEnv("KEYFERRY_API_URL", "http://nowhere.example");
    vi.stubEnv("KEYFERRY_CONFIG", join(directory, "no-profile.json"));
    try {
      await createProgram().parseAsync([...args], { from: "user" });
    } catch (error) {
      reportFailure(error, {});
    } finally {
      for (const spy of spies) spy.mockRestore();
      vi.unstubAllEnvs();
      process.exitCode = undefined;
    }
    return printed.join("\n");
  }

  const validFor = (name: string): string =>
    ({
      provider: "openai",
      file: join(directory, "keys.csv"),
      directory,
      name: "portal",
      type: "credential.update",
      queue: "imports",
      "--public-key": join(directory, "key.txt"),
      "--external-id": "customer-1",
    })[name] ?? "c0000000-0000-4000-8000-000000000001";

  const leaves = (
    command: Command,
    path: readonly string[] = [],
  ): { path: readonly string[]; command: Command }[] =>
    command.commands.length === 0
      ? [{ path, command }]
      : command.commands.flatMap((child) => leaves(child, [...path, child.name()]));

  const commands = leaves(createProgram());

  it.each(commands.map(({ path, command }) => [path.join(" "), command] as const))(
    "a key in any argument or option of keyferry %s is not printed",
    async (name, command) => {
      const words = name.split(" ");
      const given = command.registeredArguments.map((argument) => validFor(argument.name()));
      const mandatory = command.options.flatMap(({ mandatory: needed, long }) =>
        needed && long ? [long, validFor(long)] : [],
      );
      // A dry run reads the whole file, and what is a file's name must not make one here.
      const rest = [...mandatory, ...(name === "import" ? ["--dry-run"] : [])];
      const printed: string[] = [];
      for (const key of KEYS.filter((_, index) => index % 20 === 1)) {
        const inOptions = [...command.options, ...createProgram().options].flatMap(({ long, required }) => {
          if (!long || !required || long === "--stack" || long === "--region") return [];
          const value = ["--result", "--rejected"].includes(long) ? join(directory, "nowhere", key) : key;
          return [[...words, ...given, ...rest, long, value]];
        });
        const inArguments = given.map((_, at) => [...words, ...given.with(at, key), ...rest]);
        const lines = [
          ...inOptions,
          ...inArguments,
          [...words, ...given, ...rest, `--${key}`],
          [...words, ...given, ...rest, `--${key}=${key}`],
          [...words, ...given, ...rest, key],
          [key, ...words],
          [...words.slice(0, -1), key],
          [...words.slice(0, -1), `-${key}`],
        ];
        // Without a key's file, a command would wait for standard input.
        const keyFile = command.options.some(({ long }) => long === "--key-file");
        for (const line of lines) {
          const complete = keyFile && !line.includes("--key-file");
          printed.push(await run(complete ? [...line, "--key-file", validFor("--public-key")] : line));
        }
      }
      expect(printed.filter((text) => text !== "").length).toBeGreaterThan(10);
      expect(keysIn(printed.join("\n"))).toEqual([]);
    },
  );

  it("a key in the heading of a CSV file, or in a name of a JSON record, is not printed", async () => {
    const printed: string[] = [];
    for (const key of KEYS) {
      const name = JSON.stringify(key);
      const files = [
        ["headless.csv", `${key},openai\n${key},openai\n`],
        ["heading.csv", `provider,key,"${key}"\nopenai,${rawKey()},x\n`],
        ["shifted.csv", `${key},provider,key\nx,openai,${rawKey()}\n`],
        [
          "records.jsonl",
          namedBy(key, { provider: "openai", key: rawKey(), workspace_id: WORKSPACE }).join("\n"),
        ],
        ["twice.jsonl", `{"provider":"openai",${name}:1,${name}:2}\n{"key":${name},"provider":${name}}`],
        ["cells.csv", `provider,key,disabled,workspace_id\n${key},changeme,${key},${key}\n`],
      ];
      for (const [file = "", text = ""] of files) {
        writeFileSync(join(directory, file), text);
        printed.push(await run(["import", join(directory, file), "--dry-run"]));
        printed.push(await run(["--json", "import", join(directory, file), "--dry-run"]));
      }
    }
    expect(printed.join("\n")).toContain("is not a known field");
    expect(printed.filter((text) => text === "")).toEqual([]);
    expect(keysIn(printed.join("\n"))).toEqual([]);
  });
});
