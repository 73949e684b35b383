import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { keyferryApp } from "../../infra/app.ts";
import { KeyferryStack } from "../../infra/stack.ts";
import type { KeyferryOptions } from "../../infra/stages.ts";
import { readable, type Stackful } from "../support/template/readable.ts";

export const STAGES = ["dev", "prod"] as const;
export const TARGETS = ["aws", "emulator"] as const;

export type Stage = (typeof STAGES)[number];
export type Target = (typeof TARGETS)[number];

const { context } = JSON.parse(readFileSync(new URL("../../cdk.json", import.meta.url), "utf8"));

/** The context of `cdk.json`, with each resource named by its path and the functions' bundling left out. */
export const contextOf = (stage: string, target: string): Record<string, unknown> => ({
  ...context,
  stage,
  target,
  "aws:cdk:enable-path-metadata": true,
  "aws:cdk:bundling-stacks": [],
});

/** Runs `use` with a directory for the cloud assembly, which is gone afterwards. */
export function withOutdir<Result>(use: (outdir: string) => Result): Result {
  const outdir = mkdtempSync(join(tmpdir(), "keyferry-synth-"));
  try {
    return use(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** The one stack of an app. */
export function stackOf(app: App): Stack {
  const [stack, ...others] = app.node.children.filter((child) => Stack.isStack(child));
  if (stack === undefined || others.length > 0) throw new Error("the app should hold one stack");
  return stack;
}

const templates = new Map<string, Record<string, unknown>>();

/** The template as CloudFormation gets it, synthesized once per stage and target. */
export function rawTemplate(stage: Stage, target: Target = "aws"): Record<string, unknown> {
  const name = `${stage} ${target}`;
  const known = templates.get(name);
  if (known !== undefined) return known;
  const template = withOutdir((outdir) =>
    Template.fromStack(stackOf(keyferryApp({ outdir, context: contextOf(stage, target) }))).toJSON(),
  );
  templates.set(name, template);
  return template;
}

/** The template with resources named by their path in the code, e.g. `Commands/Queue`. */
export const synthesize = (stage: Stage, target: Target = "aws"): Stackful =>
  readable(rawTemplate(stage, target));

/** The stack under options that no stage has. */
export const synthesizeWith = (options: KeyferryOptions): Stackful =>
  withOutdir((outdir) => {
    const app = new App({ outdir, context: contextOf("dev", "aws") });
    return readable(Template.fromStack(new KeyferryStack(app, "keyferry-dev", options)).toJSON());
  });
