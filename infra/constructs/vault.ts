import { ArnPrincipal, type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { administrationOnly, aliasOf } from "./key-administration.ts";
import { removalPolicy } from "./removal-policy.ts";

/** The symmetric key over all credentials at rest. The worker may make data keys with it, but not unwrap them. */
export class Vault extends Construct {
  readonly key: Key;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly name: string; readonly retainData: boolean; readonly openers: readonly string[] },
  ) {
    super(scope, id);
    this.key = new Key(this, "Key", {
      description: "keyferry vault: encrypts the data keys of stored credentials",
      alias: aliasOf(props.name, "vault"),
      enableKeyRotation: true,
      policy: administrationOnly(),
      removalPolicy: removalPolicy(props.retainData),
    });
    for (const arn of props.openers) this.allow("kms:Decrypt", new ArnPrincipal(arn));
  }

  /** Lets the worker encrypt. */
  grantEncrypt(worker: IGrantable): void {
    this.grant("kms:GenerateDataKey", worker);
  }

  /** Lets an identity open credentials: of these workspaces, by their names, or of all. */
  grantOpen(opener: IGrantable, workspaces?: readonly string[]): void {
    this.grant("kms:Decrypt", opener, workspaces === undefined ? ONLY_CREDENTIALS : onlyOf(workspaces));
  }

  private grant(action: string, { grantPrincipal }: IGrantable, conditions = ONLY_CREDENTIALS): void {
    const statement = { actions: [action], resources: [this.key.keyArn], conditions };
    grantPrincipal.addToPrincipalPolicy(new PolicyStatement(statement));
    this.allow(action, grantPrincipal, conditions);
  }

  private allow(
    action: string,
    principal: PolicyStatement["principals"][number],
    conditions = ONLY_CREDENTIALS,
  ): void {
    this.key.addToResourcePolicy(
      new PolicyStatement({ actions: [action], principals: [principal], resources: ["*"], conditions }),
    );
  }
}

type Conditions = Record<string, Record<string, string | string[]>>;

/** The key serves only credentials: every use must name the application and a workspace. */
const ONLY_CREDENTIALS: Conditions = {
  StringEquals: { "kms:EncryptionContext:app": "keyferry" },
  Null: { "kms:EncryptionContext:workspace_id": "false" },
};

/** The key unwraps a data key only in the context that it was made in, and that names the workspace. */
const onlyOf = (workspaces: readonly string[]): Conditions => ({
  StringEquals: {
    "kms:EncryptionContext:app": "keyferry",
    "kms:EncryptionContext:workspace_id": [...workspaces],
  },
});
