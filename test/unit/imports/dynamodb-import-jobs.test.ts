import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { describe, expect, it } from "vitest";
import { dynamodbImportJobs } from "../../../shared/imports/dynamodb-import-jobs.ts";
import type { ImportJob } from "../../../shared/imports/import-job.ts";
import { WORKSPACE } from "../../support/data/fixtures.ts";
import { insertedBy } from "../../support/data/inserted-item.ts";
import { awsError, fakeClient } from "../../support/fakes/fake-client.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";

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
  const setUp = (answer: () => object = () => ({ Responses: [{}] })) => {
    const { client, calls } = fakeClient<DynamoDBClient>({ BatchExecuteStatementCommand: answer });
    return { importJobs: dynamodbImportJobs({ client, name: "table" }, recordingLogger()), calls };
  };

  it("the record of an import is written once by a process, on the condition that it is new, under its workspace", async () => {
    const { importJobs, calls } = setUp();
    await importJobs.note([job(), job(), job({ workspace_id: null })]);
    await importJobs.note([job()]);
    expect(calls).toHaveLength(2);
    const [statement] = calls[0]?.input.Statements ?? [];
    expect(statement.Statement).toMatch(/^INSERT INTO "table"/);
    expect(unmarshall(insertedBy(statement))).toEqual({
      pk: `IMPORT#${IMPORT}`,
      sk: `JOB#${WORKSPACE}`,
      workspace: `imports/${WORKSPACE}`,
      position: `${START.toISOString()}#${IMPORT}`,
      started_at: START.toISOString(),
      total_rows: 3,
    });
  });

  it("the record of an import may exist already", async () => {
    const { importJobs, calls } = setUp(() => ({ Responses: [{ Error: { Code: "DuplicateItem" } }] }));
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
