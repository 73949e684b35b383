import { describe, expect, it } from "vitest";
import { type Right, rightsByRole } from "../support/template/rights.ts";
import { STAGES, synthesize } from "./synthesize.ts";

/*
 * What a function cannot do to the rest if somebody else's code runs in it. What each one can do stands right by right
 * in docs/security.md; this says what must never come of it, whatever is added there.
 */

const WORKER = "Worker/Function/Role";

describe.each(STAGES)("foreign code in a function of %s", (stage) => {
  const roles = rightsByRole(synthesize(stage));
  const all = [...roles].flatMap(([role, rights]) => rights.map((right) => ({ role, right })));
  const holdersOf = (action: RegExp) =>
    all
      .filter(({ right }) => action.test(right[0]))
      .map(({ role, right: [name, on] }) => `${role} ${name} ${on}`)
      .sort();
  const reaches = ([, , condition]: Right, partition: string): boolean => {
    const patterns = condition?.["ForAllValues:StringLike"]?.["dynamodb:LeadingKeys"] as string[] | undefined;
    return patterns?.some((pattern) => partition.startsWith(pattern.replace(/\*$/, ""))) ?? true;
  };
  const writesTo = (partition: string) =>
    all.filter(
      ({ right }) =>
        /^dynamodb:(?!BatchGet|Query|Scan|.*Stream|GetRecords|GetShard)/.test(right[0]) &&
        reaches(right, partition),
    );

  it("no function can give itself a right, change a key's policy, replace code, or run another function", () => {
    expect(holdersOf(/^(iam|sts|lambda|cloudformation|organizations):/)).toEqual([]);
    expect(holdersOf(/^kms:(?!GetPublicKey$|Decrypt$|GenerateDataKey$|Sign$)/)).toEqual([]);
    expect(holdersOf(/:(Put|Set|Add|Create|Delete)\w*(Policy|Permission|Grant|Attributes)$/)).toEqual([]);
  });

  it("no function can make a management key or widen one: the worker may note when one was used", () => {
    const writes = writesTo("MANAGEMENT_KEY#0123");
    expect(writes.map(({ role, right }) => `${role} ${right[0]}`)).toEqual([`${WORKER} dynamodb:UpdateItem`]);
    expect(writes[0]?.right[2]?.["ForAllValues:StringEquals"]).toEqual({
      "dynamodb:Attributes": ["pk", "sk", "last_used_at"],
    });
  });

  it("no function but the worker can write a credential, and none but the relay can add to the log", () => {
    for (const partition of ["CREDENTIAL#0123", "IMPORT#0123", "DEPLOYMENT"]) {
      expect(new Set(writesTo(partition).map(({ role }) => role))).toEqual(new Set([WORKER]));
    }
    const onLog = writesTo("AUDIT#0123").map(({ role, right: [action] }) => `${role} ${action}`);
    expect(onLog).toEqual(["Relay/Function/Role dynamodb:PartiQLInsert"]);
  });

  it("no function but the worker can take a command off its queue or open one", () => {
    expect(holdersOf(/^sqs:(Receive|Delete|Purge|ChangeMessage)/)).toEqual([
      "Archive/Archiver/Role sqs:DeleteMessage Archive/Queue.Arn",
      "Archive/Archiver/Role sqs:ReceiveMessage Archive/Queue.Arn",
      ...["ChangeMessageVisibility", "DeleteMessage", "ReceiveMessage"].flatMap((verb) =>
        ["Commands", "Imports", "Uses"].map((queue) => `${WORKER} sqs:${verb} ${queue}/Queue.Arn`),
      ),
    ]);
    expect(holdersOf(/^kms:Decrypt$/)).toEqual([`${WORKER} kms:Decrypt IntakeKey/Key.Arn`]);
  });

  it("no function but the doors can put a command on a queue", () => {
    expect(holdersOf(/^sqs:Send/)).toEqual([
      "Api/Function/Role sqs:SendMessage Commands/Queue.Arn",
      "Api/Function/Role sqs:SendMessage Imports/Queue.Arn",
      "Web/Function/Role sqs:SendMessage Commands/Queue.Arn",
      "Webhooks/Function/Role sqs:SendMessage Commands/Queue.Arn",
    ]);
  });

  it("no function but the webhooks' door can read the secret of a webhook source", () => {
    const [right, ...others] = holdersOf(/^(ssm|secretsmanager):/);
    expect(right).toMatch(/^Webhooks\/Function\/Role ssm:GetParametersByPath .*\/webhooks$/);
    expect(others).toEqual([]);
  });

  it("no function but the door of intake links can read the hash of a link's token, and no credential with it", () => {
    const readers = all.filter(({ right: [, , condition] }) =>
      JSON.stringify(condition ?? {}).includes('"token_hash"'),
    );
    expect(readers.map(({ role, right: [action] }) => `${role} ${action}`)).toEqual([
      "Web/Function/Role dynamodb:BatchGetItem",
    ]);
    for (const { right } of readers) {
      expect(right[2]?.["ForAllValues:StringLike"]).toEqual({ "dynamodb:LeadingKeys": ["LINK#*"] });
    }
  });

  it("no function but the relay can publish an event, and that under keyferry's name alone", () => {
    expect(holdersOf(/^events:/)).toEqual(["Relay/Function/Role events:PutEvents Audit/Bus.Arn"]);
    const relay = roles.get("Relay/Function/Role")?.find(([action]) => action === "events:PutEvents");
    expect(relay?.[2]).toEqual({
      "ForAllValues:StringEquals": { "events:source": "keyferry" },
      Null: { "events:source": "false" },
    });
  });
});
