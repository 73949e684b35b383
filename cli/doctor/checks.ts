import { DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { DescribeContinuousBackupsCommand, DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { DescribeKeyCommand } from "@aws-sdk/client-kms";
import { GetEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import { dynamodbManagementKeyStore } from "../../shared/access/dynamodb-management-keys.ts";
import { DIGESTS_PREFIX } from "../../shared/audit/archive-layout.ts";
import { readDigest } from "../../shared/audit/digest-signature.ts";
import { s3Archive } from "../../shared/audit/s3-archive.ts";
import { sqsDeadLetters } from "../../shared/operations/sqs-dead-letters.ts";
import { type Check, type Finding, ill, well, worse } from "./check.ts";
import type { Patient } from "./patient.ts";

const QUEUES = {
  commands: "CommandQueueUrl",
  imports: "ImportQueueUrl",
  archive: "ArchiveQueueUrl",
} as const;
const KEYS = { intake: "IntakeKeyId", vault: "VaultKeyId", audit: "AuditKeyId" } as const;

/** A digest is made every hour; `digest-missing` rings after two. */
const DIGEST_LATE_MS = 2 * 3_600_000;

/** Everything that a deployment needs to be well, from the outside in. */
export const checksOf = (patient: Patient, now: Date): readonly Check[] => [
  { name: "stack", run: async () => stack(patient) },
  { name: "api", run: () => api(patient) },
  { name: "management keys", run: () => managementKeys(patient, now) },
  ...Object.entries(KEYS).map(([name, output]) => ({ name: `${name} key`, run: () => key(patient, output) })),
  { name: "table", run: () => table(patient) },
  { name: "consumers", run: () => consumers(patient) },
  ...Object.entries(QUEUES).map(([name, output]) => ({
    name: `${name} dead letters`,
    run: () => deadLetters(patient, name, output),
  })),
  { name: "audit digests", run: () => digests(patient, now) },
  { name: "alarms", run: () => alarms(patient) },
];

const stack = ({ stack: name, status }: Patient): Finding =>
  /^(CREATE|UPDATE)_COMPLETE/.test(status) ? well(`${name} is ${status}`) : ill(`${name} is ${status}`);

async function api({ apiUrl }: Patient): Promise<Finding> {
  const answer = await fetch(`${apiUrl}/health`, { signal: AbortSignal.timeout(10_000) }).catch(
    () => undefined,
  );
  if (answer === undefined) return ill(`${apiUrl} does not answer`);
  const { status } = answer;
  return status === 200 ? well(`${apiUrl} answers`) : ill(`${apiUrl}/health answers ${status}`);
}

async function managementKeys({ output, clients }: Patient, now: Date): Promise<Finding> {
  const store = dynamodbManagementKeyStore({ client: clients.dynamodb, name: output("TableName") });
  const keys = await store.list();
  const valid = keys.filter(
    ({ expires_at }) => expires_at === null || Date.parse(expires_at) > now.getTime(),
  );
  return valid.length > 0
    ? well(`${valid.length} can be used`)
    : worse("there is none that can be used: keyferry keys create makes one");
}

async function key({ output, clients }: Patient, name: string): Promise<Finding> {
  const { KeyMetadata } = await clients.kms.send(new DescribeKeyCommand({ KeyId: output(name) }));
  const state = KeyMetadata?.KeyState ?? "unknown";
  return state === "Enabled" ? well("Enabled") : ill(`${state}: see "A key is disabled" in docs/runbook.md`);
}

async function table({ output, clients }: Patient): Promise<Finding> {
  const TableName = output("TableName");
  const { Table } = await clients.dynamodb.send(new DescribeTableCommand({ TableName }));
  if (Table?.TableStatus !== "ACTIVE") return ill(`is ${Table?.TableStatus ?? "gone"}`);
  const { ContinuousBackupsDescription } = await clients.dynamodb.send(
    new DescribeContinuousBackupsCommand({ TableName }),
  );
  const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  if (recovery !== "ENABLED") return ill("cannot be recovered to a point in time");
  return Table.DeletionProtectionEnabled
    ? well("ACTIVE, recoverable, protected from deletion")
    : well("ACTIVE, recoverable; not protected from deletion, as its stage says");
}

async function consumers({ idsOf, clients }: Patient): Promise<Finding> {
  const ids = idsOf("AWS::Lambda::EventSourceMapping");
  const states = await Promise.all(
    ids.map(async (UUID) => (await clients.lambda.send(new GetEventSourceMappingCommand({ UUID }))).State),
  );
  const off = states.filter((state) => state !== "Enabled");
  return off.length === 0
    ? well(`all ${ids.length} are enabled`)
    : ill(`${off.length} of ${ids.length} are ${[...new Set(off)].join(", ")}: nothing takes their messages`);
}

async function deadLetters({ output, clients }: Patient, name: string, url: string): Promise<Finding> {
  const waiting = await sqsDeadLetters(clients.sqs, output(url)).count();
  return waiting === 0 ? well("none") : ill(`${waiting}: see ${name}-dead-letters in docs/runbook.md`);
}

async function digests({ output, clients }: Patient, now: Date): Promise<Finding> {
  const archive = s3Archive(clients.s3, output("AuditArchiveName"));
  let last: string | undefined;
  for await (const digest of archive.list(DIGESTS_PREFIX)) last = digest;
  if (last === undefined) return worse("none yet: the first comes five minutes after the hour");
  const digest = readDigest(Buffer.from(await archive.read(last)).toString());
  if (digest === null) return ill(`${last} is no digest: see digest-missing in docs/runbook.md`);
  const late = now.getTime() - Date.parse(digest.end) > DIGEST_LATE_MS;
  const detail = `number ${digest.sequence}, up to ${digest.end}`;
  return late ? ill(`the last is ${detail}: see digest-missing in docs/runbook.md`) : well(detail);
}

async function alarms({ stack: name, clients }: Patient): Promise<Finding> {
  const { MetricAlarms = [] } = await clients.cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: `${name}-`, MaxRecords: 100 }),
  );
  const ringing = MetricAlarms.filter(({ StateValue }) => StateValue === "ALARM").map(
    ({ AlarmName }) => AlarmName,
  );
  if (ringing.length > 0)
    return ill(`ringing: ${ringing.join(", ")}; docs/runbook.md has a heading for each`);
  if (MetricAlarms.length === 0) return worse("there are none: the stage has them off");
  return MetricAlarms.some(({ AlarmActions = [] }) => AlarmActions.length > 0)
    ? well(`${MetricAlarms.length}, none rings`)
    : worse(`${MetricAlarms.length}, none rings, and nobody would hear: set alarmEmails or alarmTopics`);
}
