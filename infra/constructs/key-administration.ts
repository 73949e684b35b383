import { AccountRootPrincipal, PolicyDocument, PolicyStatement } from "aws-cdk-lib/aws-iam";

/**
 * A key policy under which the account may administer the key, but no identity may use it. The constructs grant use in
 * the key policy, identity by identity: an administrator's IAM policy alone does not open a credential.
 */
export const administrationOnly = (): PolicyDocument =>
  new PolicyDocument({
    statements: [
      new PolicyStatement({
        sid: "AdministerWithoutUse",
        principals: [new AccountRootPrincipal()],
        actions: [
          "kms:CancelKeyDeletion",
          "kms:CreateAlias",
          "kms:DeleteAlias",
          "kms:DescribeKey",
          "kms:DisableKey",
          "kms:DisableKeyRotation",
          "kms:EnableKey",
          "kms:EnableKeyRotation",
          "kms:GetKeyPolicy",
          "kms:GetKeyRotationStatus",
          "kms:GetPublicKey",
          "kms:ListAliases",
          "kms:ListGrants",
          "kms:ListKeyPolicies",
          "kms:ListKeyRotations",
          "kms:ListResourceTags",
          "kms:PutKeyPolicy",
          "kms:RevokeGrant",
          "kms:RotateKeyOnDemand",
          "kms:ScheduleKeyDeletion",
          "kms:TagResource",
          "kms:UntagResource",
          "kms:UpdateAlias",
          "kms:UpdateKeyDescription",
        ],
        resources: ["*"],
      }),
    ],
  });

/** `alias/<deployment>/<key>`: readable in the console, and distinct for each deployment in the same account. */
export const aliasOf = (deployment: string, key: string): string => `alias/${deployment}/${key}`;
