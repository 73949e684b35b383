import { randomInt } from "node:crypto";
import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { createCommandId } from "../../shared/credentials/command.ts";
import { importedCredentialId } from "../../shared/imports/imported-credential-id.ts";
import { keyferryCli } from "../support/clients/keyferry-cli.ts";
import { leaks } from "../support/data/disguises.ts";
import { everythingStored, newCanary, processArguments } from "../support/deployed/canary.ts";
import {
  deployment,
  dynamodb,
  eventually,
  newKey,
  newTenant,
  openStored,
  sqs,
} from "../support/deployed/deployment.ts";
import { countEvents } from "../support/emulator/count-events.ts";
import { killFunction } from "../support/emulator/kill-function.ts";

/** The 10,000 rows of `npm run demo:import`; fewer here, for the sake of the suite. */
const { KEYFERRY_IMPORT_ROWS = "600" } = process.env;
const ROWS = Number(KEYFERRY_IMPORT_ROWS);
const MINUTES = 60_000;

let cli: Awaited<ReturnType<typeof keyferryCli>>;
beforeAll(async () => {
  cli = await keyferryCli(deployment);
  // A worker that dies keeps its messages for six times its timeout: two minutes that no test should wait.
  const QueueUrl = deployment.importQueueUrl;
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: "5" } }));
});
afterAll(() => cli.remove());

const csvOf = (keys: readonly string[]): string =>
  ["provider,key,name", ...keys.map((key, index) => `openai,${key},row ${index + 1}`)].join("\n");

/** Without the doubts: keys made up for tests have no provider's shape. */
const report = (what: string, { warnings: _, ...figures }: Readonly<Record<string, unknown>>): void => {
  process.stdout.write(`${what}: ${JSON.stringify(figures)}\n`);
};

describe("keyferry import", () => {
  it(
    `an import of ${ROWS} rows creates all of them, each opens to its key, and the summary adds up`,
    async () => {
      const { workspaceId, api } = await newTenant();
      const keys = Array.from({ length: ROWS }, newKey);
      await cli.write("all.csv", csvOf(keys));
      const summary = await cli.json(
        "import",
        "all.csv",
        "--workspace",
        workspaceId,
        "--result",
        "all.out.jsonl",
      );
      report("import", summary);
      expect(summary).toMatchObject({
        rows: ROWS,
        sent: ROWS,
        created: ROWS,
        pending: 0,
        rejected: 0,
        invalid: 0,
      });

      for (let sample = 0; sample < 200; sample += 1) {
        const row = randomInt(1, ROWS + 1);
        const id = importedCredentialId(workspaceId, summary.import_id, row);
        expect(await openStored(id)).toBe(keys[row - 1]);
      }
      expect((await api("GET", "/byok?limit=1")).body.total_count).toBe(ROWS);
      const job = (await api("GET", `/byok/imports/${summary.import_id}`)).body.data;
      expect(job).toMatchObject({ created: ROWS, rejected: 0, total_rows: ROWS, failures: [] });
      expect(Date.parse(job.finished_at)).toBeGreaterThanOrEqual(Date.parse(job.started_at));
      expect((await api("GET", "/byok/imports")).body.data).toEqual([job]);
    },
    10 * MINUTES,
  );

  it(
    `an import resumes after kill -9 of the command and of the worker: ${ROWS} credentials, one event each`,
    async () => {
      const { workspaceId, api } = await newTenant();
      const keys = Array.from({ length: ROWS }, newKey);
      await cli.write("killed.csv", csvOf(keys));
      const args = ["import", "killed.csv", "--workspace", workspaceId, "--wait", "60"];
      const created = async () => (await api("GET", "/byok?limit=1")).body.total_count;

      const first = cli.start(args);
      await eventually(async () => (await created()) > 20, 60);
      first.process.kill("SIGKILL");
      expect((await first.result).status).toBeNull();
      expect(await created()).toBeLessThan(ROWS);
      expect(await killFunction("Worker", inject("directory"))).toBeGreaterThan(0);

      const summary = await cli.json(...args);
      report("after kill -9", summary);
      expect(summary.created + summary.unchanged).toBe(ROWS);
      expect(summary).toMatchObject({ rows: ROWS, pending: 0, rejected: 0, invalid: 0 });
      expect(await created()).toBe(ROWS);
      const ids = keys.map((_, index) => importedCredentialId(workspaceId, summary.import_id, index + 1));
      const events = await eventually(async () => {
        const logged = await countEvents(dynamodb, deployment.tableName, new Set(ids));
        return logged.size === ROWS && logged;
      }, 60);
      for (const id of ids) expect(events.get(id)).toEqual([createCommandId(id)]);
    },
    10 * MINUTES,
  );

  it(
    "an import takes the good rows of a bad file, and names each bad one with its field and reason, never a value",
    async () => {
      const { workspaceId, api } = await newTenant();
      const canaries = Array.from({ length: 300 }, newCanary);
      const lines = canaries.map((key, index) => `openai,${key},row ${index + 1},,`);
      const bad = (row: number, line: (key: string) => string) => {
        lines[row - 1] = line(canaries[row - 1] ?? "");
      };
      bad(10, (key) => `opnai,${key},wrong slug,,`);
      bad(50, () => "openai,,no key,,");
      bad(100, (key) => `openai,"${key},quote not closed,,`);
      bad(150, (key) => `openai,${key},wrong type,maybe,`);
      bad(200, (key) => `openai,sk-ant-api03-${key},other provider's key,,`);
      bad(250, (key) => `openai,${key},too few`);
      await cli.write("bad.csv", ["provider,key,name,disabled,allowed_api_key_hashes", ...lines].join("\n"));
      const args = ["import", "bad.csv", "--workspace", workspaceId];

      const dry = await cli.run([...args, "--dry-run"]);
      expect(dry.status).toBe(8);
      expect((await api("GET", "/byok")).body.total_count).toBe(0);

      const result = await cli.run([...args, "--result", "bad.out.csv"]);
      expect(result.status).toBe(8);
      for (const { stdout } of [dry, result]) {
        expect(stdout).toMatch(/^warned +\d+$/m);
        expect(stdout.match(/^row \d+ (?!.*: warning: ).*$/gm)).toEqual([
          expect.stringMatching(/^row 10 \(line 11\): provider: is not a known provider slug$/),
          expect.stringMatching(/^row 50 \(line 51\): key: must have at least 1 characters$/),
          expect.stringMatching(/^row 100 \(line 101\): a quote is opened but never closed$/),
          expect.stringMatching(/^row 150 \(line 151\): disabled: must be true or false$/),
          expect.stringMatching(/^row 200 \(line 201\): key: This looks like an Anthropic key/),
          expect.stringMatching(/^row 250 \(line 251\): has 3 cells, but the heading has 5$/),
        ]);
      }
      expect((await api("GET", "/byok?limit=1")).body.total_count).toBe(294);
      const places = {
        ...(await everythingStored()),
        files: await cli.filesWritten(["bad.csv", "all.csv", "killed.csv"]),
        output: [dry, result].map(({ stdout, stderr }) => stdout + stderr).join("\n"),
        processes: await processArguments(),
      };
      expect(places.files).toContain("is not a known provider slug");
      expect(leaks(places, canaries)).toEqual([]);
    },
    2 * MINUTES,
  );

  it(
    "an import through the HTTP API, with a management key alone, has the same result",
    async () => {
      const { workspaceId, token, managementKeyId, api } = await newTenant();
      const keys = Array.from({ length: 40 }, newKey);
      const rows = keys.map((key, n) => JSON.stringify({ key, provider: "openai", name: `row ${n + 1}` }));
      await cli.write("rows.jsonl", rows.join("\n"));
      const environment = { KEYFERRY_API_URL: deployment.apiUrl, KEYFERRY_MANAGEMENT_KEY: token };
      const args = ["--json", "import", "rows.jsonl", "--workspace", workspaceId];
      const { stdout, status } = await cli.run(args, "", environment);
      expect([status, JSON.parse(stdout)]).toMatchObject([0, { created: 40, sent: 40, pending: 0 }]);

      const { import_id } = JSON.parse(stdout);
      const again = JSON.parse((await cli.run(args, "", environment)).stdout);
      expect(again).toMatchObject({ import_id, created: 0, unchanged: 40, sent: 0 });
      const job = (await api("GET", `/byok/imports/${import_id}`)).body.data;
      expect(job).toMatchObject({ created: 40, sent_by: `management_key/${managementKeyId}` });
      expect(await openStored(importedCredentialId(workspaceId, import_id, 7))).toBe(keys[6]);
    },
    MINUTES,
  );

  it(
    "a file that another machine imported is not imported again unasked, and nobody can guess its import's id",
    async () => {
      const { workspaceId, api } = await newTenant();
      const csv = csvOf(Array.from({ length: 12 }, newKey));
      const create = ["--workspace", workspaceId, "--on-duplicate", "create"];
      const args = ["import", "moved.csv", ...create, "--no-store-check"];
      await cli.write("moved.csv", csv);
      expect(await cli.json(...args, "--dry-run")).not.toHaveProperty("import_id");
      const { import_id } = await cli.json(...args);
      for (const via of ["queue", "api"]) {
        expect(await cli.json(...args, "--via", via)).toMatchObject({ import_id, unchanged: 12, sent: 0 });
      }

      const other = await keyferryCli(deployment);
      try {
        await other.write("moved.csv", csv);
        for (const via of [
          ["--via", "queue"],
          ["--via", "api"],
        ]) {
          const asked = await other.run([...args, ...via]);
          expect(asked.status).toBe(6);
          expect(asked.stderr).toContain(`${import_id}: began at `);
        }
        expect(await other.json(...args, "--import-id", import_id)).toMatchObject({ unchanged: 12, sent: 0 });
        expect(await other.json(...args)).toMatchObject({ import_id, unchanged: 12 });
        expect((await api("GET", "/byok?limit=1")).body.total_count).toBe(12);

        await other.write("changed.csv", csvOf(Array.from({ length: 12 }, newKey)));
        const changed = ["import", "changed.csv", ...create, "--import-id", import_id];
        expect((await other.run(changed)).status).toBe(6);
        const again = await keyferryCli(deployment);
        await again.write("moved.csv", csv);
        expect((await again.json(...args, "--new")).import_id).not.toBe(import_id);
        await again.remove();
      } finally {
        await other.remove();
      }
    },
    2 * MINUTES,
  );

  it(
    "a corrected file creates what is new alone, from another machine and with a management key alone as well",
    async () => {
      const { workspaceId, token, api } = await newTenant();
      const keys = Array.from({ length: 40 }, newKey);
      const inherited = await api("POST", "/byok", { key: keys[0], provider: "openai", name: "by hand" });
      const lines = csvOf(keys).split("\n");
      const broken = lines.map((line, n) => (n === 7 || n === 30 ? line.replace("openai", "opnai") : line));
      await cli.write("first.csv", broken.join("\n"));
      const args = ["--json", "import", "first.csv", "--workspace", workspaceId, "--rejected", "mend.csv"];
      const first = await cli.run(args);
      expect([first.status, JSON.parse(first.stdout)]).toMatchObject([
        8,
        { created: 37, skipped: 1, invalid: 2, rejected: 0 },
      ]);
      expect(await cli.read("mend.csv")).toBe(`${[broken[0], broken[7], broken[30]].join("\n")}\n`);

      const other = await keyferryCli(deployment);
      try {
        await other.write("fixed.csv", lines.join("\n"));
        const environment = { KEYFERRY_API_URL: deployment.apiUrl, KEYFERRY_MANAGEMENT_KEY: token };
        const fixed = ["--json", "import", "fixed.csv", "--workspace", workspaceId, "--result", "out.jsonl"];
        const second = JSON.parse((await other.run(fixed, "", environment)).stdout);
        expect(second).toMatchObject({ created: 2, skipped: 38, rejected: 0, invalid: 0, pending: 0 });
        const results = (await other.read("out.jsonl"))
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line));
        expect(results[0]).toMatchObject({ outcome: "skipped", id: inherited.body.data.id });
        const job = (await api("GET", `/byok/imports/${second.import_id}`)).body.data;
        expect(job).toMatchObject({ created: 2, skipped: 38, rejected: 0, total_rows: 40 });
        expect(job.finished_at).not.toBeNull();
        expect((await api("GET", "/byok?limit=1")).body.total_count).toBe(40);

        const failing = await other.run([...fixed, "--on-duplicate", "fail"], "", environment);
        expect([failing.status, JSON.parse(failing.stdout)]).toMatchObject([8, { created: 0, rejected: 40 }]);
        expect((await api("GET", "/byok?limit=1")).body.total_count).toBe(40);
      } finally {
        await other.remove();
      }
    },
    2 * MINUTES,
  );

  it(
    "an import stops in order with Ctrl-C, and the same command resumes it",
    async () => {
      const { workspaceId, api } = await newTenant();
      const rows = 2_000;
      await cli.write("stopped.csv", csvOf(Array.from({ length: rows }, newKey)));
      const args = ["import", "stopped.csv", "--workspace", workspaceId, "--no-store-check"];
      const running = cli.start(args);
      await eventually(async () => (await api("GET", "/byok?limit=1")).body.total_count > 0, 60);
      running.process.kill("SIGINT");
      const { status, stdout } = await running.result;
      expect([status, stdout]).toEqual([
        130,
        expect.stringContaining("Interrupted. Run the same command to resume the import."),
      ]);
      const summary = await cli.json(...args);
      expect(summary.created + summary.unchanged).toBe(rows);
      expect((await api("GET", "/byok?limit=1")).body.total_count).toBe(rows);
    },
    10 * MINUTES,
  );

  it(
    "an import does not make an interactive create wait behind it",
    async () => {
      const { workspaceId, api } = await newTenant();
      const timed = async () => {
        const start = performance.now();
        const { status } = await api("POST", "/byok", { key: newKey(), provider: "openai" });
        expect(status).toBe(201);
        return Math.round(performance.now() - start);
      };
      const idle = [await timed(), await timed(), await timed()];
      const rows = Math.max(ROWS, 1_500);
      await cli.write("busy.csv", csvOf(Array.from({ length: rows }, newKey)));
      const running = cli.start([
        "--json",
        "import",
        "busy.csv",
        "--workspace",
        workspaceId,
        "--no-store-check",
      ]);
      await eventually(async () => (await api("GET", "/byok/imports")).body.data.length > 0, 60);
      const busy = [await timed(), await timed(), await timed()];
      report(`interactive create in ms, idle and during an import of ${rows} rows`, { idle, busy });
      expect((await api("GET", "/byok/imports")).body.data[0].finished_at).toBeNull();
      expect(JSON.parse((await running.result).stdout)).toMatchObject({ created: rows });
    },
    10 * MINUTES,
  );
});
