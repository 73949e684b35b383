import { beforeAll, describe, expect, it } from "vitest";
import { csvRecords } from "../../cli/import/csv-records.ts";
import { readFileRows } from "../../cli/import/read-file-rows.ts";
import { problemLine } from "../../cli/import/report.ts";
import { rowValidator } from "../../cli/import/validate-row.ts";
import { providerSlugs } from "../../shared/providers/slug.ts";
import { BODY_SHAPES } from "../support/data/body-shapes.ts";
import { WORKSPACE } from "../support/data/fixtures.ts";
import { createBody, type DoorWorld, doorWorld } from "../support/worlds/door-world.ts";
import { type WebhookWorld, webhookWorld } from "../support/worlds/webhook-world.ts";
import { type WorkerWorld, workerWorld } from "../support/worlds/worker-world.ts";

/* Time and output of every parser are linear in its input, and the output is bounded. */

const KB = 1024;
/** The largest that a report may be, whatever it is about. */
const MAX_ANSWER = 64 * KB;

let api: DoorWorld;
let path: string;
let webhooks: WebhookWorld;
let worker: WorkerWorld;
beforeAll(async () => {
  api = doorWorld();
  path = `/byok/${(await api.post(createBody())).body.data.id}`;
  webhooks = await webhookWorld();
  worker = workerWorld();
});

const ROWS = { "content-type": "application/x-ndjson" };
const validate = rowValidator(providerSlugs([]), { provider: "openai", workspace_id: WORKSPACE });
let events = 0;

/** What each parser says about a text, with the sizes that it is tried with. */
const PARSERS: Readonly<
  Record<string, { sizes: readonly [number, number]; report: (text: string) => Promise<string> }>
> = {
  "POST /byok": { sizes: [16 * KB, 64 * KB], report: async (text) => (await api.post(text)).text },
  "PATCH /byok/{id}": {
    sizes: [16 * KB, 64 * KB],
    report: async (text) => (await api.send("PATCH", path, text)).text,
  },
  "POST /byok/imports, in one row": {
    sizes: [128 * KB, 1024 * KB],
    report: async (text) => (await api.send("POST", "/byok/imports", text, ROWS)).text,
  },
  "POST /byok/imports, in many rows": {
    sizes: [2 * KB, 4 * KB],
    report: async (text) => (await api.send("POST", "/byok/imports", `${text}\n`.repeat(400), ROWS)).text,
  },
  "the webhook door": {
    sizes: [16 * KB, 63 * KB],
    report: async (text) => {
      events += 1;
      webhooks.clock.advance(5 * 60_000);
      const body = `{"type":"credential.create","data":${text}}`;
      const answer = await webhooks.post(body, { ...webhooks.sign(body, `event-${events}`) });
      return answer.text + JSON.stringify(webhooks.events().at(-1));
    },
  },
  "the worker, on the import queue": {
    sizes: [64 * KB, 512 * KB],
    report: async (text) => {
      await worker.provisionImports(text);
      return JSON.stringify([...worker.table.events.values()].at(-1));
    },
  },
  "the worker, on the command queue": {
    sizes: [64 * KB, 512 * KB],
    report: async (text) => {
      events += 1;
      const { sealed_key: _, ...command } = worker.create(events);
      await worker.provision(`${JSON.stringify(command).slice(0, -1)},"changes":${text}}`);
      return JSON.stringify([...worker.table.events.values()].at(-1));
    },
  },
  "keyferry import, of JSON Lines": {
    sizes: [128 * KB, 1000 * KB],
    report: async (text) => {
      const lines: string[] = [];
      const source = {
        file: "",
        digest: () => "",
        lines: async function* () {
          yield [text];
        },
      };
      for await (const rows of readFileRows(source, { format: "jsonl", map: {}, ignore: [] })) {
        for (const row of rows) {
          const checked = validate(row);
          if ("problems" in checked) lines.push(problemLine({ ...row, problems: checked.problems }));
        }
      }
      return lines.join("\n");
    },
  },
};

describe("a body of any shape", () => {
  for (const [name, { sizes, report }] of Object.entries(PARSERS)) {
    it.each(BODY_SHAPES.map((shape) => [name, shape.name, shape.build] as const))(
      "%s takes time in proportion to a text, and says little about it: %s",
      async (_name, _shape, build) => {
        const [small, large] = sizes;
        const little = await measure(report, build(small));
        const much = await measure(report, build(large));
        expect(much.answer).toBeLessThan(MAX_ANSWER);
        expect(little.answer).toBeLessThan(MAX_ANSWER);
        // Of a quadratic parser, one byte costs four to eight times as much; and no machine is this slow.
        const ratio = much.perByte / little.perByte;
        expect(much.took < 1_000 || ratio < 3, `${Math.round(much.took)} ms, ratio ${ratio.toFixed(1)}`).toBe(
          true,
        );
      },
    );
  }
});

async function measure(report: (text: string) => Promise<string>, text: string) {
  const since = performance.now();
  const answer = await report(text);
  const took = performance.now() - since;
  expect(answer).not.toBe("");
  return { answer: Buffer.byteLength(answer), took, perByte: took / text.length };
}

it("a problem has a path of five names and 200 characters at most, and a report twenty problems", async () => {
  for (const { build } of BODY_SHAPES) {
    for (const answer of [
      await api.post(build(32 * KB)),
      await api.send("POST", "/byok/imports", `${build(8 * KB)}\n`.repeat(50), ROWS),
    ]) {
      const { fields = [] } = answer.body.error.metadata;
      expect(answer.status).toBe(400);
      expect(fields.length).toBeLessThanOrEqual(21);
      for (const field of fields) {
        expect(field.path.split(".").length).toBeLessThanOrEqual(5);
        expect(field.path.length).toBeLessThanOrEqual(200);
      }
    }
  }
});

it("a CSV file whose quotes are open over many lines is parsed in time in proportion to its length", async () => {
  const timeOf = async (length: number) => {
    const lines = [`"${"x".repeat(length)}`, ...Array.from({ length: 198 }, () => `${"y".repeat(length)}""`)];
    const since = performance.now();
    let records = 0;
    const portions = (async function* () {
      for (const line of lines) yield [line];
    })();
    for await (const portion of csvRecords(portions)) records += portion.length;
    expect(records).toBeGreaterThan(0);
    return performance.now() - since;
  };
  const small = await timeOf(500);
  const large = await timeOf(50_000);
  expect(large < 3_000 || large / small < 300, `${Math.round(large)} ms`).toBe(true);
});
