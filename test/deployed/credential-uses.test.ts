import { SendMessageCommand } from "@aws-sdk/client-sqs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CredentialUse, USE_OUTCOMES, type UseRow } from "../../shared/credentials/credential-use.ts";
import { dynamodbUseLedger } from "../../shared/credentials/dynamodb-use-ledger.ts";
import { dynamodbUseReader } from "../../shared/credentials/dynamodb-use-reader.ts";
import { useNow } from "../support/data/fixtures.ts";
import { deployment, dynamodb, eventually, newKey, newTenant, sqs } from "../support/deployed/deployment.ts";
import { together } from "../support/fakes/memory-uses.ts";
import { recordingLogger } from "../support/fakes/recording-logger.ts";

const table = { client: dynamodb, name: deployment.tableName };
const report = (...uses: readonly UseRow[]) =>
  sqs.send(
    new SendMessageCommand({
      QueueUrl: deployment.useQueueUrl,
      MessageBody: JSON.stringify({ version: 1, uses }),
    }),
  );

describe("uses of credentials", () => {
  it("the table keeps uses by the rule, in whatever order they come", async () => {
    const ledger = dynamodbUseLedger(table);
    const reader = dynamodbUseReader(table, recordingLogger());
    const row = fc.record({
      hour: fc.constantFrom("2026-01-01T00:00:00.000Z", "2026-01-01T01:00:00.000Z"),
      key_version: fc.integer({ min: 1, max: 2 }),
      minute: fc.integer({ min: 10, max: 59 }),
      outcomes: fc.dictionary(fc.constantFrom(...USE_OUTCOMES), fc.integer({ min: 1, max: 9 }), {
        minKeys: 1,
      }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.uuid(),
        fc.array(row, { minLength: 1, maxLength: 8 }),
        async (credential_id, rows) => {
          let expected: CredentialUse | undefined;
          for (const { minute, ...other } of rows) {
            const last_used_at = other.hour.replace("00:00.000Z", `${minute}:00.000Z`);
            const use: UseRow = { credential_id, last_used_at, ...other };
            expected = together(expected, use);
            await ledger.note(use);
          }
          expect((await reader.findUses([credential_id])).get(credential_id)).toEqual(expected);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("a report of a router is shown by the API, and changes nothing else", async () => {
    const { api } = await newTenant();
    const { data } = (await api("POST", "/byok", { provider: "openai", key: newKey() })).body;
    const used = useNow(data.id, { outcomes: { ok: 2, unauthorized: 1 } });
    await report(used, useNow(crypto.randomUUID()));
    const shown = async () => (await api("GET", `/byok/${data.id}`)).body.data;
    await eventually(async () => (await shown()).last_used_at === used.last_used_at, 30);
    const { hour, outcomes } = used;
    expect(await shown()).toEqual({
      ...data,
      last_used_at: used.last_used_at,
      last_hour: { hour, key_version: 1, outcomes },
    });
    expect((await api("GET", "/byok")).body.data).toEqual([await shown()]);
    expect((await api("GET", `/byok/${data.id}/events`)).body.data).toHaveLength(1);
  });
});
