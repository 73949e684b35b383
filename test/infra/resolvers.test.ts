import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { describe, expect, it } from "vitest";
import { Keyferry } from "../../infra/keyferry.ts";
import { KEY_ATTRIBUTES, READABLE_BY_RESOLVERS } from "../../shared/table/table-layout.ts";
import { anyPlace, policiesOf } from "../support/iam/policies.ts";
import { type Call, decide } from "../support/iam/simulate.ts";
import { readable } from "../support/template/readable.ts";
import { rightsByRole } from "../support/template/rights.ts";
import { contextOf, stackOf } from "../template/app-context.ts";
import { reading, TLS, writing } from "./forbidden/call.ts";
import { withOutdir } from "./synthesize.ts";

const [A, B] = ["aaaaaaaa-0000-4000-8000-000000000000", "bbbbbbbb-0000-4000-8000-000000000000"];
const [TABLE, VAULT] = ["K/Credentials/Table.Arn", "K/Vault/Key.Arn"];
const LISTING = `${TABLE}/index/listing`;

const stack = readable(
  withOutdir((outdir) => {
    const app = new App({ outdir, context: contextOf("", "") });
    const own = new Stack(app, "own");
    const keyferry = new Keyferry(own, "K", { name: "own" });
    const role = (id: string) =>
      new Role(own, id, { assumedBy: new ServicePrincipal("ecs-tasks.amazonaws.com") });
    keyferry.grantResolve(role("OfAll"));
    keyferry.grantResolve(role("OfA"), { workspaces: [A] });
    return Template.fromStack(stackOf(app)).toJSON();
  }),
);
const policies = policiesOf(stack, anyPlace("own"));

const within = (workspace: string) => ({
  "kms:EncryptionContext:app": "keyferry",
  "kms:EncryptionContext:workspace_id": workspace,
});
const decrypt = (workspace: string): Omit<Call, "by"> => ({
  action: "kms:Decrypt",
  on: VAULT,
  context: within(workspace),
});
const list = (workspace: string): Omit<Call, "by"> => ({
  action: "dynamodb:Query",
  on: LISTING,
  context: {
    "dynamodb:LeadingKeys": [workspace],
    "dynamodb:Attributes": ["pk", "workspace", "position"],
    "dynamodb:Select": "SPECIFIC_ATTRIBUTES",
  },
});
const send = (queue: string): Omit<Call, "by"> => ({
  action: "sqs:SendMessage",
  on: `K/${queue}/Queue.Arn`,
  context: TLS,
});
const read = (...attributes: readonly string[]): Omit<Call, "by"> => ({
  action: "dynamodb:BatchGetItem",
  on: TABLE,
  context: reading("CREDENTIAL#a", ...attributes),
});

describe("a resolver of all workspaces", () => {
  it.each([
    decrypt(A),
    decrypt(B),
    decrypt("global"),
    list(A),
    list("global"),
    send("Uses"),
    read(...KEY_ATTRIBUTES, "label"),
  ])("a resolver of all may do $action with $context", async (call) => {
    expect(await decide(policies, { by: "OfAll", ...call })).toBe("Allowed");
  });
});

it.each(["management-keys", `imports/${A}`, "imports/global"])(
  "a resolver of all is refused the list %s, since it is of no credentials",
  async (name) => {
    expect(await decide(policies, { by: "OfAll", ...list(name) })).toMatch(/^(Implicitly|Explicitly)Denied$/);
  },
);

describe("a resolver of one workspace", () => {
  it.each([
    decrypt(A),
    decrypt("global"),
    list(A),
    list("global"),
    send("Uses"),
    read(...READABLE_BY_RESOLVERS),
  ])("a resolver may do $action with $context", async (call) => {
    expect(await decide(policies, { by: "OfA", ...call })).toBe("Allowed");
  });

  const because: readonly (readonly [string, Omit<Call, "by">])[] = [
    ["it cannot open another workspace's key", decrypt(B)],
    [
      "a key without a workspace is nobody's",
      { ...decrypt(A), context: { "kms:EncryptionContext:app": "keyferry" } },
    ],
    [
      "another application's data is not for it",
      { ...decrypt(A), context: { ...within(A), "kms:EncryptionContext:app": "x" } },
    ],
    ["it cannot list another workspace", list(B)],
    [
      "it cannot list its own with another's beside it",
      { ...list(A), context: { ...list(A).context, "dynamodb:LeadingKeys": [A, B] } },
    ],
    ["the names of management keys are not for it", list("management-keys")],
    [
      "a read without names would have everything",
      { ...read(), context: { ...read().context, "dynamodb:Select": "ALL_ATTRIBUTES" } },
    ],
    ["keys that wait sealed are not for it", read("sealed")],
    ["the news are not for it", read("news")],
    ["it cannot read events", { ...read("label"), context: reading("AUDIT#a", "type") }],
    ["it cannot read management keys", { ...read("label"), context: reading("MANAGEMENT_KEY#a", "id") }],
    ["it cannot scan", { action: "dynamodb:Scan", on: TABLE, context: { "dynamodb:Attributes": ["pk"] } }],
    [
      "it cannot change a credential",
      { action: "dynamodb:UpdateItem", on: TABLE, context: writing("CREDENTIAL#a", "news") },
    ],
    [
      "it cannot add a credential",
      { action: "dynamodb:PartiQLInsert", on: TABLE, context: writing("CREDENTIAL#a", "news") },
    ],
    ["it cannot make data keys", { action: "kms:GenerateDataKey", on: VAULT, context: within(A) }],
    ["it cannot open seals", { action: "kms:Decrypt", on: "K/IntakeKey/Key.Arn" }],
    ["a command on the queue is believed", send("Commands")],
    ["a router imports nothing", send("Imports")],
    [
      "what others report is not for it",
      { action: "sqs:ReceiveMessage", on: "K/Uses/Queue.Arn", context: TLS },
    ],
    [
      "it records no use itself",
      { action: "dynamodb:UpdateItem", on: TABLE, context: writing("USE#a", "last_used_at") },
    ],
  ];
  it.each(because)("a resolver of A is refused, since %s", async (_, call) => {
    expect(await decide(policies, { by: "OfA", ...call })).toMatch(/^(Implicitly|Explicitly)Denied$/);
  });
});

it("nothing that keyferry deploys may decrypt with the vault, whoever resolves", () => {
  const holders = [...rightsByRole(stack)].flatMap(([role, rights]) =>
    rights.filter(([action, on]) => action === "kms:Decrypt" && on === VAULT).map(() => role),
  );
  expect(holders.sort()).toEqual(["OfA", "OfAll"]);
});
