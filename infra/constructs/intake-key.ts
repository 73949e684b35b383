import { ArnPrincipal, type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key, KeySpec, KeyUsage } from "aws-cdk-lib/aws-kms";
import { Construct } from "constructs";
import { administrationOnly, aliasOf } from "./key-administration.ts";
import { removalPolicy } from "./removal-policy.ts";

/** The asymmetric key that doors seal with and the worker opens with. The private half never leaves KMS. */
export class IntakeKey extends Construct {
  readonly key: Key;

  constructor(
    scope: Construct,
    id: string,
    props: {
      readonly name: string;
      readonly retainData: boolean;
      readonly importProducers: readonly string[];
    },
  ) {
    super(scope, id);
    this.key = new Key(this, "Key", {
      description: "keyferry intake: seals raw provider keys on their way to the worker",
      alias: aliasOf(props.name, "intake"),
      keySpec: KeySpec.RSA_4096,
      keyUsage: KeyUsage.ENCRYPT_DECRYPT,
      policy: administrationOnly(),
      removalPolicy: removalPolicy(props.retainData),
    });
    if (props.importProducers.length > 0) {
      this.key.addToResourcePolicy(
        new PolicyStatement({
          sid: "Producers",
          principals: props.importProducers.map((arn) => new ArnPrincipal(arn)),
          actions: ["kms:GetPublicKey"],
          resources: ["*"],
        }),
      );
    }
  }

  /** Lets a door fetch the public half. */
  grantSeal(door: IGrantable): void {
    this.allow(door, { actions: ["kms:GetPublicKey"] });
  }

  /** Lets the worker open seals, with the one algorithm that doors use, and seal what it keeps for itself. */
  grantOpen(worker: IGrantable): void {
    this.grantSeal(worker);
    const conditions = { StringEquals: { "kms:EncryptionAlgorithm": "RSAES_OAEP_SHA_256" } };
    this.allow(worker, { actions: ["kms:Decrypt"], conditions });
  }

  private allow(
    grantee: IGrantable,
    statement: { actions: string[]; conditions?: Record<string, unknown> },
  ): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({ ...statement, resources: [this.key.keyArn] }),
    );
    this.key.addToResourcePolicy(
      new PolicyStatement({ ...statement, principals: [grantee.grantPrincipal], resources: ["*"] }),
    );
  }
}
