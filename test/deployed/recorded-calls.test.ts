import { beforeAll, expect, inject, it } from "vitest";
import { deployment, eventually } from "../support/deployed/deployment.ts";
import { deployedPolicies } from "../support/iam/deployed-policies.ts";
import { recordedCalls, unreadBy, unusedOf } from "../support/iam/recorded-calls.ts";
import { asOnAws, type Call, decide } from "../support/iam/simulate.ts";
import { runAuditor, useEverything } from "../support/iam/use-everything.ts";
import { rightsByRole } from "../support/template/rights.ts";

/** What Lambda does in a role's name: on AWS it needs the rights, and the emulator does it without asking IAM. */
const DONE_BY_LAMBDA = [
  "logs:CreateLogStream",
  "logs:PutLogEvents",
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "dynamodb:DescribeStream",
  "dynamodb:GetRecords",
  "dynamodb:GetShardIterator",
  "dynamodb:ListStreams",
];

/**
 * What the worker does only after a failure. `late-commands.test.ts` makes one on the command queue and sees the message
 * come back within seconds; the call on the import queue is the same code.
 */
const AFTER_A_FAILURE = ["sqs:ChangeMessageVisibility"];

/** What the relay keeps when the bus refuses it: the fault run makes the bus fail, and the emulator enforces IAM there. */
const WHILE_THE_BUS_FAILS = "Relay/Function/Role: dynamodb:PartiQLInsert on Credentials/Table.Arn, OUTBOX#*";

const { stack, policies } = await deployedPolicies(deployment.awsEndpoint, inject("directory"));

let calls: readonly Call[];
const unused = (): readonly string[] =>
  [...rightsByRole(stack)].flatMap(([role, rights]) => [
    ...rights
      .filter(([action]) => ![...DONE_BY_LAMBDA, ...AFTER_A_FAILURE].includes(action))
      .flatMap((right) => unusedOf(policies, role, right, calls))
      .filter((right) => right !== WHILE_THE_BUS_FAILS),
    ...unreadBy(role, rights, calls),
  ]);

/** Run last, this sees the calls of the whole suite; run alone, those of what it does itself. */
beforeAll(async () => {
  await useEverything();
  await eventually(async () => {
    calls = await recordedCalls(policies, inject("directory"));
    const open = unused();
    if (open.some((right) => right.includes("Auditor"))) await runAuditor();
    return open.length === 0;
  }, 120).catch(() => undefined); // The first test says what is still open.
}, 200_000);

it("every right, partition and readable attribute is used by a call, but for those rights that Lambda itself uses in a role's name", () => {
  expect(unused()).toEqual([]);
});

it("every role has made calls, and IAM as synthesized allows each of them", {
  timeout: 180_000,
}, async () => {
  const denied: Call[] = [];
  const counts = new Map([...policies.roles.keys()].map((role) => [role, 0]));
  for (const call of calls) {
    const judged = await asOnAws(policies, call);
    if ((await decide(policies, judged)) !== "Allowed") denied.push(judged);
    counts.set(call.by, (counts.get(call.by) ?? 0) + 1);
  }
  const byRole = [...counts].map(([role, count]) => `${role} ${count}`).join(", ");
  const allowed = calls.length - denied.length;
  const kinds = new Set(calls.map(kindOf)).size;
  process.stdout.write(
    `IAM: ${calls.length} distinct calls of ${kinds} kinds recorded, ${allowed} allowed (${byRole})\n`,
  );
  expect(denied).toEqual([]);
  expect([...counts].filter(([, count]) => count === 0)).toEqual([]);
  expect(counts.size).toBe(7);
});

/** Without the name of an object, of which the archive has many. */
const kindOf = ({ by, action, on }: Call): string =>
  `${by} ${action} ${on.replace(/(:::.+?\/.+?\/).*/, "$1")}`;
