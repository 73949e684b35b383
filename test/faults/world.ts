import { randomInt } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import {
  GetFunctionConfigurationCommand,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
} from "@aws-sdk/client-sqs";
import { PROJECT } from "../../infra/local/deploy.ts";
import { type LocalAws, startLocalAws } from "../../infra/local/local-aws.ts";
import { mintLocalKey } from "../../infra/local/mint-local-key.ts";
import { waitUntilFree } from "../../infra/local/port.ts";
import { createProgress } from "../../infra/local/progress.ts";
import { deployLocally } from "../../infra/local/run-locally.ts";
import type { LocalOutputs } from "../../shared/operations/local-outputs.ts";
import { kmsIntakeKey } from "../../shared/sealing/kms-intake-key.ts";
import type { IntakePublicKey } from "../../shared/sealing/seal-session.ts";
import { connect } from "../support/emulator/connect.ts";
import { type FunctionProcess, functionProcesses, killFunction } from "../support/emulator/kill-function.ts";
import { type FaultProxy, startProxy } from "./proxy.ts";

/** A deployed stack whose functions reach AWS through a proxy that injects faults. */
export interface World {
  readonly deployment: LocalOutputs;
  readonly clients: ReturnType<typeof connect>;
  readonly proxy: FaultProxy;
  /** Fetched before any fault, as a producer that seals has it. */
  readonly intakeKey: IntakePublicKey;
  /** Each queue of commands with its dead-letter queue. */
  readonly queues: readonly { readonly url: string; readonly deadLetters: string }[];
  /** The queue of what routers report. */
  readonly uses: { readonly url: string; readonly deadLetters: string };
  /** Stops the emulator and everything in it cleanly, and starts it again. */
  restart(): Promise<void>;
  /** Kills the running processes of that function. Returns how many there were. */
  killFunction(name: string): Promise<number>;
  functionProcesses(): Promise<FunctionProcess[]>;
  /** Where processes died between two calls: the function and the call after which it died, with the number of times. */
  readonly deaths: Map<string, number>;
  stop(): Promise<void>;
}

const SERVICES = ["kms", "dynamodb", "sqs", "eventbridge", "ssm"] as const;

/** Seconds until SQS repeats an unacknowledged message. The template's two minutes are too long for a run. */
const VISIBILITY_SECONDS = 3;

/**
 * Deliveries before SQS sets a message aside. With the template's number that takes ten minutes; with this one, many
 * commands become dead letters, and come back after commands that their doors accepted later.
 */
const MAX_RECEIVES = 2;

/** A report is never sent again, so those that fail have as many deliveries as in the template. */
const MAX_RECEIVES_OF_USES = 20;

export async function createWorld({ maxReceives = MAX_RECEIVES } = {}): Promise<World> {
  const local = join(PROJECT, ".local");
  const directory = join(local, `faults-${process.pid}`);
  const progress = createProgress(process.stderr);
  const options = { directory, pythonDirectory: join(local, "python"), progress };
  let aws: LocalAws = await startLocalAws({ ...options, fresh: true, port: await portOfItsOwn() });
  const deployment = await deployLocally({ aws, directory, mint: mintLocalKey, progress });
  const clients = connect(deployment);
  const proxy = await startProxy(deployment.awsEndpoint, SERVICES);
  await routeThrough(proxy, clients);
  for (const url of [deployment.commandQueueUrl, deployment.importQueueUrl])
    await shortenRetries(url, maxReceives, clients);
  await shortenRetries(deployment.useQueueUrl, MAX_RECEIVES_OF_USES, clients);

  return {
    deployment,
    clients,
    proxy,
    intakeKey: await kmsIntakeKey(clients.kms, deployment.intakeKeyId).publicKey(),
    queues: await Promise.all(
      [deployment.commandQueueUrl, deployment.importQueueUrl].map((url) => withDeadLetters(url, clients)),
    ),
    uses: await withDeadLetters(deployment.useQueueUrl, clients),
    killFunction: (name) => killFunction(name, directory),
    functionProcesses: () => functionProcesses(directory),
    deaths: new Map(),
    async restart() {
      await aws.stop();
      aws = await startLocalAws(options);
    },
    async stop() {
      await proxy.close();
      await aws.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/**
 * Avoids the port that every emulator prefers, and the range of outgoing connections, so that no other
 * program takes the port while the emulator restarts.
 */
async function portOfItsOwn(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 30_000);
    if (await waitUntilFree(port, 0)) return port;
  }
}

type Clients = World["clients"];

async function routeThrough(proxy: FaultProxy, { lambda }: Clients): Promise<void> {
  const endpoints = Object.fromEntries(
    SERVICES.map((service) => [
      `AWS_ENDPOINT_URL_${service.toUpperCase()}`,
      proxy.endpointFor(service, "pipeline"),
    ]),
  );
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  for (const { FunctionName } of Functions) {
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Variables = { ...Environment?.Variables, ...endpoints };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  }
}

async function shortenRetries(QueueUrl: string, maxReceiveCount: number, { sqs }: Clients): Promise<void> {
  const policy = { ...(await redrivePolicyOf(QueueUrl, sqs)), maxReceiveCount };
  const Attributes = {
    VisibilityTimeout: String(VISIBILITY_SECONDS),
    RedrivePolicy: JSON.stringify(policy),
  };
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
}

async function redrivePolicyOf(
  QueueUrl: string,
  sqs: Clients["sqs"],
): Promise<{ readonly deadLetterTargetArn: string }> {
  const AttributeNames = ["RedrivePolicy" as const];
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  return JSON.parse(Attributes?.RedrivePolicy ?? "{}");
}

async function withDeadLetters(url: string, { sqs }: Clients): Promise<World["uses"]> {
  const { deadLetterTargetArn } = await redrivePolicyOf(url, sqs);
  const QueueName = deadLetterTargetArn.split(":").at(-1);
  const { QueueUrl = "" } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  return { url, deadLetters: new URL(new URL(QueueUrl).pathname, url).href };
}
