import { App, type AppProps, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { omitUnsupportedByEmulator } from "./emulator-omissions.ts";
import { KeyferryStack } from "./stack.ts";
import { stageOptions, UnknownContextError } from "./stages.ts";

/**
 * The CDK app: one stack for the `stage` of the context, to be deployed to its `target`. Synthesis fails on any cdk-nag
 * finding that is not acknowledged.
 * @throws UnknownContextError for an unknown stage or target: a typo must not become a deployment.
 */
export function keyferryApp(props: AppProps = {}): App {
  const app = new App(props);
  const stage = String(app.node.getContext("stage"));
  const target = app.node.getContext("target");
  if (target !== "aws" && target !== "emulator") {
    throw new UnknownContextError(`unknown target "${target}"; there are: aws, emulator`);
  }
  const stack = new KeyferryStack(app, `keyferry-${stage}`, stageOptions(stage));

  if (target === "emulator") omitUnsupportedByEmulator(stack);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
