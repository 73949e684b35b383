import { readFileSync } from "node:fs";
import { type App, Stack } from "aws-cdk-lib";

const { context } = JSON.parse(readFileSync(new URL("../../cdk.json", import.meta.url), "utf8"));

/** The context of `cdk.json`, with each resource named by its path and the functions' bundling left out. */
export const contextOf = (stage: string, target: string): Record<string, unknown> => ({
  ...context,
  stage,
  target,
  "aws:cdk:enable-path-metadata": true,
  "aws:cdk:bundling-stacks": [],
});

/** The one stack of an app. */
export function stackOf(app: App): Stack {
  const [stack, ...others] = app.node.children.filter((child) => Stack.isStack(child));
  if (stack === undefined || others.length > 0) throw new Error("the app should hold one stack");
  return stack;
}
