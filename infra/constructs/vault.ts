import { RemovalPolicy } from "aws-cdk-lib";
import { ArnPrincipal, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import type { FunctionConstruct } from "./function.ts";
import { administrationOnly, aliasOf } from "./key-administration.ts";

/** The symmetric key over all credentials at rest. The worker may make data keys with it and not unwrap one. */
export class Vault extends Construct {
  readonly key: Key;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly retainData: boolean; readonly openers: readonly string[] },
  ) {
    super(scope, id);
    this.key = new Key(this, "Key", {
      description: "keyferry vault: encrypts the data keys of stored credentials",
      alias: aliasOf(this, "vault"),
      enableKeyRotation: true,
      policy: administrationOnly(),
      removalPolicy: props.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    for (const arn of props.openers) this.allow("kms:Decrypt", new ArnPrincipal(arn));
  }

  /** Lets the worker encrypt. */
  grantEncrypt(worker: FunctionConstruct): void {
    const statement = { actions: ["kms:GenerateDataKey"], conditions: ONLY_CREDENTIALS };
    worker.role.addToPolicy(new PolicyStatement({ ...statement, resources: [this.key.keyArn] }));
    this.allow("kms:GenerateDataKey", worker.role.grantPrincipal);
  }

  private allow(action: string, principal: PolicyStatement["principals"][number]): void {
    this.key.addToResourcePolicy(
      new PolicyStatement({
        actions: [action],
        principals: [principal],
        resources: ["*"],
        conditions: ONLY_CREDENTIALS,
      }),
    );
  }
}

/** The key serves nothing but credentials: every use names the application and a workspace. */
const ONLY_CREDENTIALS = {
  StringEquals: { "kms:EncryptionContext:app": "keyferry" },
  Null: { "kms:EncryptionContext:workspace_id": "false" },
};
