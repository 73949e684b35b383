import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { keyferryApp } from "../../infra/app.ts";
import { KeyferryStack } from "../../infra/stack.ts";
import type { KeyferryOptions } from "../../infra/stages.ts";
import { readable, type Stackful } from "../support/template/readable.ts";
import { contextOf, stackOf } from "../template/app-context.ts";

export const STAGES = ["dev", "prod"] as const;
export const TARGETS = ["aws", "emulator"] as const;

export type Stage = (typeof STAGES)[number];
export type Target = (typeof TARGETS)[number];

/** Runs `use` with a directory for the cloud assembly, which is gone afterwards. */
export function withOutdir<Result>(use: (outdir: string) => Result): Result {
  const outdir = mkdtempSync(join(tmpdir(), "keyferry-synth-"));
  try {
    return use(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
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
