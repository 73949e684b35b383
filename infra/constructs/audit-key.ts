import { type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { administrationOnly, aliasOf } from "./key-administration.ts";
import { removalPolicy } from "./removal-policy.ts";

/** The key pair that signs audit digests. Anyone with the public half can verify them without AWS. */
export class AuditKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, props: { readonly name: string; readonly retainData: boolean }) {
    super(scope, id);
    this.key = new Key(this, "Key", {
      description: "keyferry audit: signs the digests of the audit archive",
      alias: aliasOf(props.name, "audit"),
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      policy: administrationOnly(),
      removalPolicy: removalPolicy(props.retainData),
    });
  }

  /** Lets the auditor sign, with the one algorithm that verification accepts. */
  grantSign({ grantPrincipal }: IGrantable): void {
    const statement = {
      actions: ["kms:Sign"],
      conditions: { StringEquals: { "kms:SigningAlgorithm": "ECDSA_SHA_256" } },
    };
    grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ ...statement, resources: [this.key.keyArn] }));
    this.key.addToResourcePolicy(
      new PolicyStatement({ ...statement, principals: [grantPrincipal], resources: ["*"] }),
    );
  }
}
