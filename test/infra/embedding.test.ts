import { App, NestedStack, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { Keyferry } from "../../infra/keyferry.ts";
import { READABLE_BY_RESOLVERS, READABLE_IN_LISTINGS } from "../../shared/table/table-layout.ts";
import { ofType, propertiesOf, readable } from "../support/template/readable.ts";
import { rightsByRole, sorted } from "../support/template/rights.ts";
import { contextOf, stackOf } from "../template/app-context.ts";
import { platformApp } from "../template/platform-app.ts";
import { synthesize, withOutdir } from "./synthesize.ts";

const platform = readable(
  withOutdir((outdir) =>
    Template.fromStack(stackOf(platformApp({ outdir, context: contextOf("", "") }))).toJSON(),
  ),
);

describe("keyferry in another stack", () => {
  const mine = (names: Iterable<string>) =>
    [...names].filter((name) => name.startsWith("Keyferry/")).map((name) => name.slice("Keyferry/".length));

  it("an embedded keyferry is all that a deployment of its own is", () => {
    // A permission is called after the path of the rule that it is for, an alarm after the deployment.
    const same = (names: readonly string[]) =>
      names
        .map((name) => name.replace(/AllowEventRule\w+$/, "AllowEventRule"))
        .map((name) => name.replace(/\/(keyferry-prod|platform-byok)-/, "/"))
        .sort();
    expect(same(mine(platform.resources.keys()))).toEqual(same([...synthesize("prod").resources.keys()]));
  });

  it("an option that is undefined, as in JavaScript, has its default", () => {
    const templateOf = (props: object) =>
      withOutdir((outdir) => {
        const app = new App({ outdir, context: contextOf("", "") });
        new Keyferry(new Stack(app, "own"), "Keyferry", props);
        return Template.fromStack(stackOf(app)).toJSON();
      });
    expect(templateOf({ auditLock: undefined, requestRate: undefined, name: undefined })).toEqual(
      templateOf({}),
    );
  });

  it("a nested stack has no name beforehand, so it must be given one", () => {
    const nested = () => new NestedStack(new Stack(new App({ context: contextOf("", "") }), "own"), "Nested");
    expect(() => new Keyferry(nested(), "Keyferry")).toThrow("pass a name to Keyferry");
    expect(new Keyferry(nested(), "Keyferry", { name: "nested-byok" }).outputs).toHaveProperty("ApiUrl");
  });

  it("an embedded keyferry has the name it was given", () => {
    const aliases = [...ofType(platform, "AWS::KMS::Alias").values()];
    expect(aliases.map(({ Properties }) => Properties.AliasName)).toEqual(
      expect.arrayContaining(["alias/platform-byok/intake", "alias/platform-byok/vault"]),
    );
    expect(propertiesOf(platform, "Keyferry/Api/Http").Name).toBe("platform-byok");
  });

  it("an embedding stack's router may list and open credentials and report uses, and nothing else", () => {
    const only = { StringEqualsIfExists: { "dynamodb:Select": "SPECIFIC_ATTRIBUTES" } };
    expect(sorted(rightsByRole(platform).get("Router") ?? [])).toEqual(
      sorted([
        [
          "kms:Decrypt",
          "Keyferry/Vault/Key.Arn",
          {
            StringEquals: { "kms:EncryptionContext:app": "keyferry" },
            Null: { "kms:EncryptionContext:workspace_id": "false" },
          },
        ],
        [
          "dynamodb:BatchGetItem",
          "Keyferry/Credentials/Table.Arn",
          {
            "ForAllValues:StringLike": { "dynamodb:LeadingKeys": ["CREDENTIAL#*"] },
            "ForAllValues:StringEquals": { "dynamodb:Attributes": [...READABLE_BY_RESOLVERS] },
            ...only,
          },
        ],
        [
          "dynamodb:Query",
          "Keyferry/Credentials/Table.Arn/index/listing",
          {
            "ForAllValues:StringLike": {
              "dynamodb:LeadingKeys": ["????????-????-????-????-????????????", "global"],
            },
            "ForAllValues:StringEquals": { "dynamodb:Attributes": [...READABLE_IN_LISTINGS] },
            ...only,
          },
        ],
        ["sqs:SendMessage", "Keyferry/Uses/Queue.Arn"],
      ]),
    );
    const policy = JSON.stringify(propertiesOf(platform, "Keyferry/Vault/Key").KeyPolicy);
    expect(policy).toContain('"Router.Arn"');
  });

  it("an embedding stack's producer may seal and send, and open nothing", () => {
    expect(sorted(rightsByRole(platform).get("Onboarding") ?? [])).toEqual(
      sorted([
        ["kms:GetPublicKey", "Keyferry/IntakeKey/Key.Arn"],
        ["sqs:SendMessage", "Keyferry/Imports/Queue.Arn"],
      ]),
    );
  });
});
