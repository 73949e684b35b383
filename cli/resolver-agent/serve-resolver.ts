import { once } from "node:events";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { KMSClient } from "@aws-sdk/client-kms";
import { SQSClient } from "@aws-sdk/client-sqs";
import { CLIENT_SETTINGS } from "../../resolver/client-settings.ts";
import { createResolver } from "../../resolver/create-resolver.ts";
import { findDeployment } from "../deployment.ts";
import { drain, listen, type Place } from "../local-http/listen.ts";
import { note } from "../output.ts";
import type { CliSettings } from "../settings.ts";
import { createAgent } from "./agent.ts";
import { loadAgentToken } from "./agent-token.ts";
import type { AgentLog } from "./ports.ts";

interface Service {
  readonly settings: CliSettings;
  readonly place: Place;
  readonly tokenFile: string;
  readonly until: AbortSignal;
}

/** One line of JSON on standard error for each event: codes, ids and numbers. */
const log: AgentLog = (event, fields) => note(JSON.stringify({ event, ...fields }));

/**
 * Serves a resolver of the deployment until the signal, and ends in order: what is in flight is answered.
 * @param started hears where it listens
 * @returns that address
 * @throws UsageError where it cannot listen, or the token file is not to be used
 */
export async function serveResolver(
  { settings, place, tokenFile, until }: Service,
  started: (address: string) => void,
): Promise<string> {
  const { aws, output } = await findDeployment(settings);
  const token = await loadAgentToken(tokenFile);
  const client = { ...aws, ...CLIENT_SETTINGS };
  const resolver = createResolver({
    table: output("tableName"),
    vaultKey: output("vaultKeyId"),
    uses: output("useQueueUrl"),
    dynamodb: new DynamoDBClient(client),
    kms: new KMSClient(client),
    sqs: new SQSClient({ ...client, useQueueUrlAsEndpoint: false }),
    onNotice: ({ kind, ...fields }) => log(kind, toLogFields(fields)),
  });
  const server = createAgent({ resolver, token, log });
  const address = await listen(server, place);
  started(address);
  if (!until.aborted) await once(until, "abort");
  await drain(server);
  await resolver.stop();
  return address;
}

/** Where a notice is about the global credentials, its workspace is null. */
const toLogFields = (
  fields: Readonly<Record<string, string | number | null>>,
): Record<string, string | number> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? "global"]));
