import { App, type AppProps, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { omitUnsupportedByEmulator } from "./emulator-omissions.ts";
import { KeyferryStack } from "./stack.ts";
import { type KeyferryOptions, stageOptions, UnknownContextError } from "./stages.ts";

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
  const options = {
    ...stageOptions(stage),
    ...concurrencyOf(app.node.tryGetContext("lambdaConcurrency")),
    ...protectionOf(app.node.tryGetContext("protectData")),
    ...publicUrlOf(app.node.tryGetContext("publicUrl")),
  };
  const stack = new KeyferryStack(app, `keyferry-${stage}`, options);

  if (target === "emulator") omitUnsupportedByEmulator(stack);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

/** What `npm run deploy` found in the account. @throws Error for what is no number of executions. */
function concurrencyOf(context: unknown): Partial<KeyferryOptions> {
  if (context === undefined) return {};
  const lambdaConcurrency = Number(context);
  if (Number.isInteger(lambdaConcurrency) && lambdaConcurrency > 0) return { lambdaConcurrency };
  throw new Error("lambdaConcurrency is a number of concurrent executions, 1 or more");
}

/** `protectData=false` is what `npm run deploy` says at a first deployment. @throws Error for any other word. */
function protectionOf(context: unknown): Partial<KeyferryOptions> {
  if (context === undefined) return {};
  if (context === "false" || context === false) return { protectData: false };
  throw new Error("protectData may only be false");
}

/** Where `npm start` serves the API: no host name leads to it. */
const publicUrlOf = (context: unknown): Partial<KeyferryOptions> =>
  context === undefined ? {} : { publicUrl: String(context) };
