import { beforeAll, expect, it } from "vitest";
import {
  type GeneratedRun,
  generateRequests,
  prepareClient,
} from "../support/deployed/generated-requests.ts";

const MINUTES = 60_000;

let runs: readonly GeneratedRun[];
let answers: ReadonlyMap<string, number>;

/** What is left of a failed run: its findings, without the banner above and the advice below. */
const findings = ({ status, output }: GeneratedRun): string =>
  status === 0 ? "" : output.slice(Math.max(0, output.search(/=+ (?:ERRORS|FAILURES) =+/))).slice(0, 20_000);

const count = (pattern: RegExp): number =>
  [...answers].reduce((sum, [answer, times]) => sum + (pattern.test(answer) ? times : 0), 0);

beforeAll(async () => {
  const client = await prepareClient();
  runs = await Promise.all([
    generateRequests(client, "examples,coverage"),
    generateRequests(client, "fuzzing"),
    generateRequests(client, "stateful"),
  ]);
  const sums = new Map<string, number>();
  for (const [answer, times] of runs.flatMap((run) => Object.entries(run.answers))) {
    sums.set(answer, (sums.get(answer) ?? 0) + times);
  }
  answers = sums;
  process.stdout.write(
    `${count(/./)} generated requests: ${count(/ 2..$/)} carried out, ${count(/ 4..$/)} refused, ` +
      `${count(/ 5..$/)} failed\n${[...answers]
        .map(([answer, times]) => `  ${answer}: ${times}`)
        .sort()
        .join("\n")}\n`,
  );
}, 6 * MINUTES);

it("no generated request gets an answer that docs/openapi.json does not have, or its own values back", () => {
  expect(runs.map(findings)).toEqual(["", "", ""]);
});

it("the generated requests are 2,000 or more, and none is answered with a 5xx", () => {
  expect(count(/./)).toBeGreaterThanOrEqual(2_000);
  expect(count(/ 5..$/)).toBe(0);
});

it("an unsigned webhook is refused, and so is a signed one that is not valid", () => {
  expect(answers.get("POST /webhooks/{source} 401")).toBeGreaterThan(0);
  expect(answers.get("POST /webhooks/{source} 400")).toBeGreaterThan(0);
});

it("the generated requests reach every operation, and each change is also carried out", () => {
  for (const answer of [
    "GET /byok 200",
    "POST /byok 201",
    "POST /byok 202",
    "GET /byok/{id} 200",
    "GET /byok/{id}/events 200",
    "PATCH /byok/{id} 200",
    "PATCH /byok/{id} 202",
    "DELETE /byok/{id} 200",
    "POST /byok/links 201",
    "GET /byok/links 200",
    "GET /byok/links/{id} 200",
    "DELETE /byok/links/{id} 200",
    "POST /byok/imports 202",
    "GET /byok/imports 200",
    "GET /byok/imports/{id} 200",
    "GET /byok/imports/{id}/results 200",
    "POST /webhooks/{source} 202",
    "GET /byok/public-key 200",
    "GET /openapi.json 200",
    "GET /health 200",
  ]) {
    expect([answer, answers.get(answer) ?? 0]).toEqual([
      answer,
      expect.toSatisfy((times: number) => times > 0),
    ]);
  }
});
