import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import { dynamodbImportReader } from "../../../shared/imports/dynamodb-import-reader.ts";
import { toJobItem, toTallyItem } from "../../../shared/imports/import-item.ts";
import type { ImportJob, ImportTally } from "../../../shared/imports/import-job.ts";
import { commandId, WORKSPACE } from "../../support/data/fixtures.ts";
import { type Call, fakeClient } from "../../support/fakes/fake-client.ts";
import { START } from "../../support/fakes/manual-clock.ts";

const IMPORT = "e0000000-0000-4000-8000-000000000001";

const job = (overrides: Partial<ImportJob> = {}): ImportJob => ({
  import_id: IMPORT,
  workspace_id: WORKSPACE,
  started_at: START.toISOString(),
  total_rows: 3,
  sent_by: null,
  ...overrides,
});

const tally = (n: number, overrides: Partial<ImportTally> = {}): ImportTally => ({
  import_id: IMPORT,
  workspace_id: WORKSPACE,
  id: commandId(n),
  time: START.toISOString(),
  created_rows: [n],
  failures: [],
  skipped: [],
  doubtful: [],
  ...overrides,
});

describe("the reader of imports", () => {
  const setUp = (pages: readonly object[]) => {
    let page = 0;
    const answer = () => {
      page += 1;
      return pages[page - 1] ?? {};
    };
    const { client, calls } = fakeClient<DynamoDBClient>({ QueryCommand: answer });
    return { reader: dynamodbImportReader({ client, name: "table" }), calls };
  };
  const failures = [{ row: 9, code: "refused_key" as const, message: "The key is empty." }];

  it("an import reads back as it was written, over pages, naming each attribute", async () => {
    const [first, second] = [
      tally(1, { created_rows: [1, 2, 3, 7] }),
      tally(2, {
        workspace_id: null,
        failures,
        skipped: [{ row: 10, same_as: "a credential's id" }],
        doubtful: [{ row: 2, warnings: ["masked"] }],
      }),
    ];
    const more = { LastEvaluatedKey: { pk: { S: "x" } } };
    const { reader, calls } = setUp([
      { Items: [toJobItem(job()), toTallyItem(first)], ...more },
      { Items: [toTallyItem(second)] },
    ]);
    expect(await reader.read(IMPORT)).toEqual({ jobs: [job()], tallies: [first, second] });
    expect(calls).toHaveLength(2);
    const named = Object.values(calls[0]?.input.ExpressionAttributeNames ?? {});
    expect(named).toEqual([
      "pk",
      "sk",
      "time",
      "created_rows",
      "failures",
      "skipped",
      "doubtful",
      "started_at",
      "total_rows",
      "sent_by",
    ]);
  });

  it("the imports of a workspace are listed newest first, by the index", async () => {
    const { reader, calls } = setUp([{ Items: [toJobItem(job())] }]);
    const position = `${START.toISOString()}#${IMPORT}`;
    expect(await reader.list(null, { limit: 5, before: position })).toEqual([
      { import_id: IMPORT, position },
    ]);
    const query: Call["input"] = calls[0]?.input;
    const { IndexName, ScanIndexForward, Limit, ExpressionAttributeValues } = query;
    expect([IndexName, ScanIndexForward, Limit]).toEqual(["listing", false, 5]);
    expect(unmarshall(ExpressionAttributeValues)).toEqual({
      ":list": "imports/global",
      ":before": position,
    });
  });

  it("a page of tallies resumes where the last one ended", async () => {
    const LastEvaluatedKey = { sk: { S: `TALLY#${WORKSPACE}#${commandId(1)}` } };
    const { reader, calls } = setUp([
      { Items: [toTallyItem(tally(1))], LastEvaluatedKey },
      { Items: [toTallyItem(tally(2))] },
    ]);
    const page = await reader.readTallies(IMPORT, WORKSPACE, { limit: 1, after: undefined });
    expect(page).toEqual({ tallies: [tally(1)], next: commandId(1) });
    expect(unmarshall(calls[0]?.input.ExpressionAttributeValues)).toMatchObject({
      ":workspace": `TALLY#${WORKSPACE}#`,
    });
    expect(await reader.readTallies(IMPORT, WORKSPACE, { limit: 1, after: commandId(1) })).toMatchObject({
      next: null,
    });
    expect(unmarshall(calls[1]?.input.ExclusiveStartKey)).toEqual({
      pk: `IMPORT#${IMPORT}`,
      sk: `TALLY#${WORKSPACE}#${commandId(1)}`,
    });
  });
});
