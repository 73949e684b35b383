import * as z from "zod/mini";
import { parseJson } from "../kernel/parse-json.ts";

/** The name of the stack that `npm start` deploys. */
export const LOCAL_STACK = "keyferry-dev";

const text = z.string().check(z.minLength(1));

const schema = z.object({
  /** Without a trailing slash. */
  apiUrl: text,
  managementKey: text,
  workspaceId: z.uuid(),
  commandQueueUrl: text,
  importQueueUrl: text,
  useQueueUrl: text,
  tableName: text,
  eventBusName: text,
  intakeKeyId: text,
  vaultKeyId: text,
  archiveQueueUrl: text,
  auditArchiveName: text,
  auditKeyId: text,
  auditorName: text,
  webhookSourcesPath: text,
  awsEndpoint: text,
  region: text,
});

/** What `.local/outputs.json` tells tests, the CLI and users about the deployment that `npm start` runs. */
export type LocalOutputs = z.infer<typeof schema>;

/** Undefined for a text of another shape, such as one that an older version wrote. */
export const parseLocalOutputs = (content: string): LocalOutputs | undefined =>
  schema.safeParse(parseJson(content)).data;
