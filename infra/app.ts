import { App, type AppProps, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { omitUnsupportedByEmulator } from "./emulator-omissions.ts";
import { KeyferryStack } from "./stack.ts";
import { stageOptions } from "./stages.ts";

/**
 * The CDK app: one stack, for the context's `stage`, to be deployed to its `target`. Synthesis fails on any finding
 * of cdk-nag that is not acknowledged.
 * @throws Error for a stage or a target that does not exist: a typing error must not become a deployment.
 */
export function keyferryApp(props: AppProps = {}): App {
  const app = new App(props);
  const stage = String(app.node.getContext("stage"));
  const target = app.node.getContext("target");
  if (target !== "aws" && target !== "emulator") {
    throw new Error(`unknown target "${target}"; there are: aws, emulator`);
  }
  const stack = new KeyferryStack(app, `keyferry-${stage}`, stageOptions(stage));

  if (target === "emulator") omitUnsupportedByEmulator(stack);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
