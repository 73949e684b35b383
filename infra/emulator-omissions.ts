import { Aspects, CfnResource } from "aws-cdk-lib";
import type { IConstruct } from "constructs";

export interface Omission {
  readonly type: string;
  /** Only resources that have this property. Default: all resources of the type. */
  readonly having?: string;
}

/**
 * The resources that the local AWS emulator cannot create. `target=emulator` leaves out these and nothing else. No
 * resource on the path of a key may be listed here. A test checks that the rest of the template is equal on both
 * targets.
 */
export const OMITTED_ON_EMULATOR: readonly Omission[] = [
  { type: "AWS::Events::Archive" },
  // An alarm on an expression over two metrics.
  { type: "AWS::CloudWatch::Alarm", having: "Metrics" },
];

/** Removes exactly these resources from the construct tree before synthesis. */
export function omitUnsupportedByEmulator(scope: IConstruct): void {
  Aspects.of(scope).add({
    visit(node) {
      if (!CfnResource.isCfnResource(node) || !OMITTED_ON_EMULATOR.some((omission) => fits(node, omission)))
        return;
      node.node.scope?.node.tryRemoveChild(node.node.id);
    },
  });
}

/** A CDK resource has its properties as members, in camel case. */
const fits = (resource: CfnResource, { type, having }: Omission): boolean =>
  resource.cfnResourceType === type &&
  (having === undefined || Reflect.get(resource, having[0]?.toLowerCase() + having.slice(1)) !== undefined);
