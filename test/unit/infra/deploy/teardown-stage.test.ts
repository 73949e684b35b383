import type { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { type TeardownPlan, teardownStage } from "../../../../infra/deploy/teardown-stage.ts";
import { awsError, fakeClient } from "../../../support/fakes/fake-client.ts";
import { type FakeStack, fakeCloudFormation } from "../../../support/fakes/fake-cloudformation.ts";

const RESOURCES = [
  { LogicalResourceId: "Bucket", ResourceType: "AWS::S3::Bucket", PhysicalResourceId: "the-archive" },
  { LogicalResourceId: "Bus", ResourceType: "AWS::Events::EventBus", PhysicalResourceId: "the-bus" },
  { LogicalResourceId: "Rule", ResourceType: "AWS::Events::Rule", PhysicalResourceId: "the-bus|own-rule" },
  { LogicalResourceId: "Table", ResourceType: "AWS::DynamoDB::GlobalTable", PhysicalResourceId: "the-table" },
];

const KEPT = {
  Resources: {
    Bucket: { Type: "AWS::S3::Bucket", DeletionPolicy: "RetainExceptOnCreate" },
    Table: { Type: "AWS::DynamoDB::GlobalTable", DeletionPolicy: "RetainExceptOnCreate" },
  },
};

interface World {
  readonly plan?: Partial<TeardownPlan>;
  readonly stack?: Partial<FakeStack>;
  readonly rules?: readonly { readonly Name: string; readonly ManagedBy?: string }[];
  /** Objects in the bucket: each may be locked, or come while the bucket is emptied for the first time. */
  readonly objects?: readonly { readonly key: string; readonly locked?: boolean; readonly late?: boolean }[];
  readonly lockMode?: string;
  readonly consent?: boolean;
  /** Whether the bucket and the bus are gone: S3 and EventBridge do not know them. */
  readonly isGone?: boolean;
  /** The names of the parameters under the path of the webhook sources. */
  readonly sources?: readonly string[];
}

/** What AWS answers about something that is not there. */
function unknown(): never {
  throw Object.assign(new Error("does not exist"), { name: "ResourceNotFoundException" });
}

async function teardown({
  plan,
  stack,
  rules = [],
  objects = [],
  lockMode = "GOVERNANCE",
  consent = true,
  isGone = false,
  sources = [],
}: World) {
  let parameters = [...sources];
  let inside = objects.filter(({ late }) => !late);
  let late = objects.filter((object) => object.late);
  const said: string[] = [];
  const s3 = fakeClient<S3Client>({
    ListObjectVersionsCommand: ({ KeyMarker = "0" }) => {
      if (isGone) unknown();
      const at = Number(KeyMarker);
      const Versions = inside.slice(at, at + 2).map(({ key }) => ({
        Key: key,
        VersionId: "v",
        Size: 2 ** 30,
        LastModified: new Date("2026-01-01"),
      }));
      return { Versions, IsTruncated: at + 2 < inside.length, NextKeyMarker: String(at + 2) };
    },
    DeleteObjectsCommand: ({ Delete, BypassGovernanceRetention = false }) => {
      const asked = Delete.Objects.map(({ Key }: { Key: string }) => Key);
      const stays = (object: { key: string; locked?: boolean }) =>
        object.locked === true && !(BypassGovernanceRetention && lockMode === "GOVERNANCE");
      const Errors = inside
        .filter((object) => asked.includes(object.key) && stays(object))
        .map(({ key }) => ({ Key: key, VersionId: "v", Code: "AccessDenied" }));
      // A page is read at an offset: what is deleted only disappears once all pages were read.
      queueMicrotask(() => {
        inside = inside.filter((object) => !asked.includes(object.key) || stays(object));
      });
      return { Errors };
    },
    GetObjectLockConfigurationCommand: () => ({
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: lockMode, Days: 365 } } },
    }),
  });
  const cloudformation = fakeCloudFormation({
    name: "keyferry-dev",
    template: { Resources: {} },
    resources: RESOURCES,
    outputs: [{ OutputKey: "WebhookSourcesPath", OutputValue: "/keyferry/keyferry-dev/webhooks" }],
    stays: (id) => {
      if (id !== "Bucket") return undefined;
      inside = [...inside, ...late];
      late = [];
      return inside.length > 0 ? "The bucket you tried to delete is not empty" : undefined;
    },
    ...stack,
  });
  const exit = await teardownStage(
    { stage: "dev", keepData: false, bypassGovernance: false, ...plan },
    {
      cloudformation: cloudformation.client,
      s3: s3.client,
      eventbridge: fakeClient<EventBridgeClient>({
        ListRulesCommand: () => (isGone ? unknown() : { Rules: [{ Name: "own-rule" }, ...rules] }),
      }).client,
      ssm: fakeClient<SSMClient>({
        GetParametersByPathCommand: ({ Path, NextToken = "0" }) => {
          const all = parameters.filter((name) => name.startsWith(`${Path}/`));
          const end = Number(NextToken) + 10;
          const page = all.slice(Number(NextToken), end).map((Name) => ({ Name }));
          return { Parameters: page, ...(end < all.length && { NextToken: String(end) }) };
        },
        DeleteParametersCommand: ({ Names }) => {
          if (Names.length > 10) throw awsError("ValidationException");
          parameters = parameters.filter((name) => !Names.includes(name));
        },
      }).client,
      say: (text) => said.push(text),
      confirm: async () => consent,
    },
  );
  const did = (name: string) => cloudformation.calls.filter((call) => call.name === name);
  return {
    exit,
    said: said.join("\n"),
    status: cloudformation.status(),
    resources: cloudformation.resources(),
    parameters,
    did,
  };
}

describe("the teardown of a stage that keeps nothing", () => {
  it("the stack is deleted with its bucket emptied", async () => {
    const { exit, status, did } = await teardown({ objects: [{ key: "a" }, { key: "b" }] });
    expect({ exit, status }).toEqual({ exit: 0, status: "DELETE_COMPLETE" });
    expect(did("DeleteStackCommand")).toHaveLength(1);
  });

  it("the archiver may write while the bucket is emptied: it is emptied again, and the stack deleted", async () => {
    const { exit, status, did } = await teardown({ objects: [{ key: "a" }, { key: "b", late: true }] });
    expect({ exit, status }).toEqual({ exit: 0, status: "DELETE_COMPLETE" });
    expect(did("DeleteStackCommand")).toHaveLength(2);
  });

  it("the bucket alone stays if objects in it are locked, with the date and the price, and what to do", async () => {
    const objects = [{ key: "a" }, { key: "b", locked: true }, { key: "c", locked: true }];
    const { exit, status, said, resources } = await teardown({ objects });
    expect({ exit, status }).toEqual({ exit: 1, status: "DELETE_COMPLETE" });
    expect(resources.filter(({ ResourceStatus }) => ResourceStatus !== "DELETE_COMPLETE")).toMatchObject([
      { LogicalResourceId: "Bucket", ResourceStatus: "DELETE_SKIPPED" },
    ]);
    expect(said).toContain("the-archive: 2 objects in it are locked until 2027-01-01");
    expect(said).toContain("2.00 GB, at about $0.05 a month");
    expect(said).toContain("--left-bucket the-archive --bypass-governance");
  });

  it("a governance lock can be bypassed, and a compliance lock cannot", async () => {
    const plan = { bypassGovernance: true };
    const objects = [{ key: "a", locked: true }];
    expect(await teardown({ plan, objects })).toMatchObject({ exit: 0, status: "DELETE_COMPLETE" });
    const { exit, said } = await teardown({ plan, objects, lockMode: "COMPLIANCE" });
    expect(exit).toBe(1);
    expect(said).toContain("not even the account's root");
    expect(said).not.toContain("--bypass-governance");
  });

  it("another resource that cannot be deleted is named with AWS's reason", async () => {
    const stays = (id: string) => (id === "Table" ? "is protected against deletion" : undefined);
    const { exit, said } = await teardown({ stack: { stays } });
    expect(exit).toBe(1);
    expect(said).toContain("AWS::DynamoDB::GlobalTable the-table: is protected against deletion");
  });

  it("the webhook sources go with the stack, so that no later stage of its name takes their secrets", async () => {
    const sources = Array.from(
      { length: 23 },
      (_, index) => `/keyferry/keyferry-dev/webhooks/source-${index}`,
    );
    const other = "/keyferry/keyferry-prod/webhooks/theirs";
    const { exit, parameters, said } = await teardown({ sources: [...sources, other] });
    expect({ exit, parameters }).toEqual({ exit: 0, parameters: [other] });
    expect(said).toContain("webhook sources are deleted: 23");
    const refused = await teardown({ sources, consent: false });
    expect(refused.parameters).toEqual(sources);
  });

  it("a teardown that failed for one resource goes on from there: what is gone already is not asked for", async () => {
    const resources = RESOURCES.map((resource) => ({
      ...resource,
      ResourceStatus: resource.LogicalResourceId === "Table" ? "DELETE_FAILED" : "DELETE_COMPLETE",
    })) satisfies FakeStack["resources"];
    const { exit, status } = await teardown({ stack: { resources }, isGone: true });
    expect({ exit, status }).toEqual({ exit: 0, status: "DELETE_COMPLETE" });
  });

  it("a rule that somebody added to the bus is named before anything is deleted; AWS's own is no matter", async () => {
    const rules = [{ Name: "their-rule" }, { Name: "Events-Archive-x", ManagedBy: "prod.vhs.events.aws" }];
    const { exit, said, did } = await teardown({ rules });
    expect(exit).toBe(1);
    expect(said).toMatch(/Remove them first:\n {2}their-rule$/);
    expect(did("DeleteStackCommand")).toEqual([]);
  });

  it("nothing happens without consent, and nothing to a stack that is not there", async () => {
    expect(await teardown({ consent: false })).toMatchObject({ exit: 1, status: "UPDATE_COMPLETE" });
    const { exit, said } = await teardown({ stack: { name: "keyferry-other" } });
    expect(exit).toBe(1);
    expect(said).toContain("There is no stack keyferry-dev");
  });
});

describe("the teardown of a stage that keeps its data", () => {
  const stack = { template: KEPT, isProtected: true };

  it("the stack is left alone unless its data is to be kept", async () => {
    const { exit, status, said } = await teardown({ stack });
    expect({ exit, status }).toEqual({ exit: 2, status: "UPDATE_COMPLETE" });
    expect(said).toContain("--keep-data");
  });

  it("the stack goes and its data stays, with its price and the command that brings it back", async () => {
    const { exit, status, said, did } = await teardown({
      stack,
      plan: { keepData: true },
      objects: [{ key: "a" }],
    });
    expect({ exit, status }).toEqual({ exit: 0, status: "DELETE_COMPLETE" });
    expect(did("UpdateTerminationProtectionCommand")).toHaveLength(1);
    expect(said).toContain("AWS::DynamoDB::GlobalTable the-table: $0.25 a GB a month");
    expect(said).not.toContain("earlier-");
    expect(said).not.toContain("the-bus");
    expect(said).toContain("--resource Bucket=the-archive \\\n    --resource Table=the-table");
  });

  it("a stack that keeps nothing is not deleted by somebody who believes that it does", async () => {
    const { exit, status } = await teardown({ plan: { keepData: true } });
    expect({ exit, status }).toEqual({ exit: 2, status: "UPDATE_COMPLETE" });
  });
});
