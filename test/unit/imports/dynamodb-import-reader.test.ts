import { type DynamoDBClient, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import { dynamodbImportJobs } from "../../../shared/imports/dynamodb-import-jobs.ts";
import { dynamodbImportReader } from "../../../shared/imports/dynamodb-import-reader.ts";
import { toJobItem, toTallyItem } from "../../../shared/imports/import-item.ts";
import type { ImportJob, ImportTally } from "../../../shared/imports/import-job.ts";
import { summarise } from "../../../shared/imports/import-job.ts";
import { commandId, WORKSPACE } from "../../support/data/fixtures.ts";
import { awsError, type Call, fakeClient } from "../../support/fakes/fake-client.ts";
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
  ...overrides,
});

describe("the record of an import", () => {
  const setUp = (answer: () => object = () => ({})) => {
    const { client, calls } = fakeClient<DynamoDBClient>({ TransactWriteItemsCommand: answer });
    return { importJobs: dynamodbImportJobs({ client, name: "table" }), calls };
  };

  it("is written once by a process, on the condition that it is new, and listed under its workspace", async () => {
    const { importJobs, calls } = setUp();
    await importJobs.note([job(), job(), job({ workspace_id: null })]);
    await importJobs.note([job()]);
    expect(calls).toHaveLength(2);
    const { Put } = calls[0]?.input.TransactItems[0] ?? {};
    expect(Put.ConditionExpression).toBe("attribute_not_exists(pk)");
    expect(unmarshall(Put.Item)).toEqual({
      pk: `IMPORT#${IMPORT}`,
      sk: `JOB#${WORKSPACE}`,
      workspace: `imports/${WORKSPACE}`,
      position: `${START.toISOString()}#${IMPORT}`,
      started_at: START.toISOString(),
      total_rows: 3,
    });
  });

  it("may be there already", async () => {
    const CancellationReasons = [{ Code: "ConditionalCheckFailed" }];
    const { importJobs, calls } = setUp(() => {
      throw new TransactionCanceledException({ message: "", $metadata: {}, CancellationReasons });
    });
    await importJobs.note([job()]);
    await importJobs.note([job()]);
    expect(calls).toHaveLength(1);
  });

  it("is tried again with the next batch where it could not be written", async () => {
    const { importJobs, calls } = setUp(() => {
      throw awsError("ThrottlingException");
    });
    for (let batch = 0; batch < 2; batch += 1) {
      await expect(importJobs.note([job()])).rejects.toMatchObject({ kind: "unavailable" });
    }
    expect(calls).toHaveLength(2);
  });
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

  it("reads back what was written, over pages, naming each attribute", async () => {
    const [first, second] = [
      tally(1, { created_rows: [1, 2, 3, 7] }),
      tally(2, { workspace_id: null, failures }),
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
      "started_at",
      "total_rows",
      "sent_by",
    ]);
  });

  it("lists a workspace's imports newest first, by the index", async () => {
    const { reader, calls } = setUp([{ Items: [toJobItem(job())] }]);
    const position = `${START.toISOString()}#${IMPORT}`;
    expect(await reader.list(null, { limit: 5, before: position })).toEqual([
      { import_id: IMPORT, position },
    ]);
    const query: Call["input"] = calls[0]?.input;
    const { IndexName, ScanIndexForward, Limit, ExpressionAttributeValues } = query;
    expect([IndexName, ScanIndexForward, Limit]).toEqual(["listing", false, 5]);
    expect(unmarshall(ExpressionAttributeValues)).toEqual({
      ":imports": "imports/global",
      ":before": position,
    });
  });

  it("reads tallies in pages that go on where the last one ended", async () => {
    const LastEvaluatedKey = { sk: { S: `TALLY#${WORKSPACE}#${commandId(1)}` } };
    const { reader, calls } = setUp([{ Items: [toTallyItem(tally(1))], LastEvaluatedKey }]);
    const page = await reader.readTallies(IMPORT, { limit: 1, after: undefined });
    expect(page).toEqual({ tallies: [tally(1)], next: `${WORKSPACE}#${commandId(1)}` });
    expect(unmarshall(calls[0]?.input.ExpressionAttributeValues)).toMatchObject({ ":after": "TALLY#" });
  });
});

describe("the sum of an import", () => {
  it("is finished when each of its rows is settled, at the time of the last", () => {
    const later = new Date(START.getTime() + 5_000).toISOString();
    const refused = { row: 3, code: "refused_key" as const, message: "The key is empty." };
    const tallies = [
      tally(1, { created_rows: [1, 2] }),
      tally(3, { created_rows: [], failures: [refused], time: later }),
    ];
    expect(summarise([job()], tallies)).toMatchObject({
      created: 2,
      rejected: 1,
      total_rows: 3,
      finished_at: later,
      failures: [refused],
    });
    expect(summarise([job()], tallies.slice(0, 1))).toMatchObject({ created: 2, finished_at: null });
    expect(summarise([job({ total_rows: null })], tallies)?.finished_at).toBeNull();
    expect(summarise([], [])).toBeNull();
  });
});
