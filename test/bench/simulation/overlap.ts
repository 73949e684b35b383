import { DynamoDBClient, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { GenerateDataKeyCommand, KMSClient } from "@aws-sdk/client-kms";
import { clientConfig } from "../../../infra/local/aws-environment.ts";
import { BATCH } from "../../../infra/sizing.ts";
import type { Stage } from "../end-to-end/deploy.ts";
import type { ImportRun } from "../end-to-end/import.ts";
import { median } from "../measures/statistics.ts";

/** The simulation's rule (instances × batch ÷ time per batch) compared with an import on the local stack. */
export interface Overlap {
  /** The milliseconds of a batch's two calls on the emulator. */
  readonly callsMs: number;
  readonly predictedRowsPerSecond: number;
  readonly measuredRowsPerSecond: number;
}

/** The emulator has one poller. */
const INSTANCES = 1;
const SAMPLES = 25;

/**
 * Predicts the rate of the emulator from the time of its calls. The rule leaves out the emulator's own work
 * for a batch (receive, invoke, delete, feed the stream, run the relay in turn), so it is an upper bound.
 */
export async function overlapOf({ deployment }: Stage, imports: readonly ImportRun[]): Promise<Overlap> {
  const config = clientConfig(deployment.awsEndpoint);
  const kms = new KMSClient(config);
  const dynamodb = new DynamoDBClient(config);
  const dataKey = () =>
    kms.send(
      new GenerateDataKeyCommand({
        KeyId: deployment.vaultKeyId,
        KeySpec: "AES_256",
        EncryptionContext: { app: "keyferry", workspace_id: "benchmark" },
      }),
    );
  const transaction = () =>
    dynamodb.send(
      new TransactWriteItemsCommand({
        TransactItems: Array.from({ length: 2 * BATCH.imports + 1 }, () => ({
          Put: {
            TableName: deployment.tableName,
            Item: { pk: { S: `BENCHMARK#${crypto.randomUUID()}` }, sk: { S: "x".repeat(600) } },
          },
        })),
      }),
    );
  const callsMs = (await time(dataKey)) + (await time(transaction));
  return {
    callsMs,
    predictedRowsPerSecond: (INSTANCES * BATCH.imports) / (callsMs / 1000),
    measuredRowsPerSecond: median(imports.map(({ rowsPerSecond }) => rowsPerSecond)),
  };
}

async function time(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1) {
    const start = performance.now();
    await call();
    times.push(performance.now() - start);
  }
  return median(times);
}
