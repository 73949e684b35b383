import { Aspects, CfnResource } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

/**
 * The resource types that the local AWS emulator cannot create, and all that `target=emulator` leaves out. Nothing
 * on the way of a key may stand here. A test holds the rest of the template equal on both targets.
 */
export const OMITTED_ON_EMULATOR: readonly string[] = ["AWS::Events::Archive"];

/** Removes exactly these resources from the tree before it becomes a template. */
export function omitUnsupportedByEmulator(scope: IConstruct): void {
  Aspects.of(scope).add({
    visit(node) {
      if (!CfnResource.isCfnResource(node) || !OMITTED_ON_EMULATOR.includes(node.cfnResourceType)) return;
      node.node.scope?.node.tryRemoveChild(node.node.id);
    },
  });
}
