import { type DynamoDBClient, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import { dynamodbImportJobs } from "../../../shared/imports/dynamodb-import-jobs.ts";
import type { ImportJob } from "../../../shared/imports/import-job.ts";
import { WORKSPACE } from "../../support/data/fixtures.ts";
import { awsError, fakeClient } from "../../support/fakes/fake-client.ts";
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

describe("the record of an import", () => {
  const setUp = (answer: () => object = () => ({})) => {
    const { client, calls } = fakeClient<DynamoDBClient>({ TransactWriteItemsCommand: answer });
    return { importJobs: dynamodbImportJobs({ client, name: "table" }), calls };
  };

  it("the record of an import is written once by a process, on the condition that it is new, under its workspace", async () => {
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

  it("the record of an import may exist already", async () => {
    const CancellationReasons = [{ Code: "ConditionalCheckFailed" }];
    const { importJobs, calls } = setUp(() => {
      throw new TransactionCanceledException({ message: "", $metadata: {}, CancellationReasons });
    });
    await importJobs.note([job()]);
    await importJobs.note([job()]);
    expect(calls).toHaveLength(1);
  });

  it("the record of an import is tried again with the next batch where it could not be written", async () => {
    const { importJobs, calls } = setUp(() => {
      throw awsError("ThrottlingException");
    });
    for (let batch = 0; batch < 2; batch += 1) {
      await expect(importJobs.note([job()])).rejects.toMatchObject({ kind: "unavailable" });
    }
    expect(calls).toHaveLength(2);
  });
});
