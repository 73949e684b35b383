import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { awsEnvironment } from "../../infra/local/aws-environment.ts";
import { PROJECT } from "../../infra/local/deploy.ts";
import { preparePython } from "../../infra/local/python-environment.ts";
import { runCommand } from "../../infra/local/run-command.ts";
import { leaks } from "../support/data/disguises.ts";
import { everythingStored, newCanary } from "../support/deployed/canary.ts";
import {
  deployment,
  eventually,
  newKey,
  newTenant,
  openStored,
  sqs,
} from "../support/deployed/deployment.ts";

const PYTHON = join(PROJECT, "examples", "producer-python");
const MINUTE = 60_000;

const python = () =>
  preparePython({
    directory: join(PROJECT, ".local", "producer-python"),
    requirements: join(PYTHON, "requirements.txt"),
  });

it.each([
  ["Node and jose", join(PROJECT, "docs", "examples", "producer.ts"), async () => process.execPath],
  ["Python, jwcrypto and boto3", join(PYTHON, "producer.py"), python],
])(
  "a program with %s imports a row through the queue",
  async (_, file, interpreter) => {
    const { api, workspaceId } = await newTenant();
    const key = newKey();
    const { status, output } = await runCommand(await interpreter(), [file], {
      cwd: PROJECT,
      environment: {
        ...awsEnvironment(deployment.awsEndpoint),
        AWS_DEFAULT_REGION: deployment.region,
        KEYFERRY_URL: deployment.apiUrl,
        IMPORT_QUEUE_URL: deployment.importQueueUrl,
        WORKSPACE_ID: workspaceId,
        PROVIDER_KEY: key,
      },
    });
    expect([status, output]).toEqual([0, expect.stringMatching(/^[\da-f-]{36}\n$/)]);
    const job = await eventually(async () => {
      const answer = await api("GET", `/byok/imports/${output.trim()}`);
      return answer.status === 200 && answer.body.data.finished_at !== null && answer.body.data;
    });
    expect(job).toMatchObject({ created: 1, rejected: 0, total_rows: 1, workspace_ids: [workspaceId] });
    const [credential] = (await api("GET", "/byok")).body.data;
    expect(credential.name).toMatch(/^From (Node|Python)$/);
    expect(await openStored(credential.id)).toBe(key);
  },
  3 * MINUTE,
);

it("a raw key on the queue is answered with a reason, and neither logged nor set aside", async () => {
  const { api, workspaceId } = await newTenant();
  const canary = newCanary();
  const import_id = randomUUID();
  const unsealed = {
    version: 1,
    type: "credential.import",
    import_id,
    row: 1,
    workspace_id: workspaceId,
    provider: "openai",
    requested_at: new Date().toISOString(),
  };
  const bodies = [
    JSON.stringify({ ...unsealed, sealed_key: canary }),
    JSON.stringify({ ...unsealed, row: 2, key: canary }),
    JSON.stringify({ provider: "openai", key: canary }),
    canary,
  ];
  for (const MessageBody of bodies) {
    const QueueUrl = deployment.importQueueUrl;
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: workspaceId }));
  }
  const job = await eventually(async () => {
    const answer = await api("GET", `/byok/imports/${import_id}`);
    return answer.status === 200 && answer.body.data.rejected === 2 && answer.body.data;
  });
  expect(job.failures).toEqual([
    { row: 1, code: "malformed_command", message: "sealed_key has a form that is not allowed" },
    {
      row: 2,
      code: "malformed_command",
      message: expect.stringMatching(/^sealed_key must be a string; key is not a known field/),
    },
  ]);
  const places = await eventually(async () => {
    const stored = await everythingStored();
    return leaks({ queues: stored.queues }, [canary]).length === 0 && stored;
  });
  expect(leaks({ ...places, answer: JSON.stringify(job) }, [canary])).toEqual([]);
});
