import { CfnOutput, Stack } from "aws-cdk-lib";
import type { Construct } from "constructs";
import { Keyferry } from "./keyferry.ts";
import type { KeyferryOptions } from "./stages.ts";

/** One deployment of the pipeline: `keyferry.ts` has its parts, `stages.ts` has its options. */
export class KeyferryStack extends Stack {
  constructor(scope: Construct, id: string, options: KeyferryOptions) {
    super(scope, id, {
      description: "keyferry: takes in provider API keys",
      terminationProtection: options.retainData && options.protectData,
    });
    // A construct called Default adds nothing to the logical ids below it.
    const { outputs } = new Keyferry(this, "Default", options);
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
