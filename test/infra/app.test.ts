import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Validations } from "aws-cdk-lib";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { describe, expect, it } from "vitest";
import { keyferryApp } from "../../infra/app.ts";
import { contextOf, stackOf } from "../template/app-context.ts";
import { rawTemplate, STAGES, TARGETS, withOutdir } from "./synthesize.ts";

const everywhere = STAGES.flatMap((stage) => TARGETS.map((target) => ({ stage, target })));

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));

describe.each(everywhere)("$stage on $target", ({ stage, target }) => {
  it("the app synthesizes without a finding", () => {
    withOutdir((outdir) => {
      expect(() => keyferryApp({ outdir, context: contextOf(stage, target) }).synth()).not.toThrow();
    });
  });

  it("the app accepts these findings, each for a reason", () => {
    withOutdir((outdir) => {
      const app = keyferryApp({ outdir, context: contextOf(stage, target) });
      const accepted = app.node
        .findAll()
        .flatMap(({ node }) =>
          node.metadata
            .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
            .map(({ data }) => ({ at: node.path, ...data })),
        );
      const reason = expect.stringMatching(/\w+ \w+ \w+.*\.$/);
      const objects = (prefix: string) =>
        `Annotation::AwsSolutions-IAM5[Resource::<ArchiveBucket503852E7.Arn>/${prefix}/*]`;
      const at = (path: string) => `keyferry-${stage}/Default/${path}`;
      expect(accepted).toEqual([
        { at: at("Archive/Bucket/Bucket"), "Annotation::AwsSolutions-S1": reason },
        { at: at("Archive/Archiver/Role"), [objects("events")]: reason },
        { at: at("Archive/Auditor/Role"), [objects("events")]: reason },
        { at: at("Archive/Auditor/Role"), [objects("digests")]: reason },
        { at: at("Api/Http"), "Annotation::AwsSolutions-APIG4": reason },
      ]);
    });
  });

  it("the app refuses to synthesize with a finding", () => {
    withOutdir((outdir) => {
      const app = keyferryApp({ outdir, context: contextOf(stage, target) });
      new Queue(stackOf(app), "WithoutTls");
      expect(() => app.synth()).toThrow(/does not require requests to use SSL[\s\S]*WithoutTls/);
    });
  });
});

it.each(["", "production", "Prod", "constructor"])("the stage %j is unknown", (stage) => {
  expect(() => keyferryApp({ context: contextOf(stage, "aws") })).toThrow(
    `unknown stage "${stage}"; infra/stages.ts knows: dev, prod`,
  );
});

it.each(["", "aws ", "Emulator", "localhost"])("the target %j is unknown", (target) => {
  expect(() => keyferryApp({ context: contextOf("dev", target) })).toThrow(
    `unknown target "${target}"; there are: aws, emulator`,
  );
});

it.each([
  ["lambdaConcurrency", "0"],
  ["lambdaConcurrency", "many"],
  ["lambdaConcurrency", "1.5"],
  ["protectData", "true"],
  ["protectData", ""],
])("the context %s=%s is refused", (name, value) => {
  expect(() => keyferryApp({ context: { ...contextOf("dev", "aws"), [name]: value } })).toThrow(name);
});

it("the app is what cdk.json runs", async () => {
  const outdir = await mkdtemp(join(tmpdir(), "keyferry-main-"));
  try {
    const { app } = JSON.parse(await readFile(join(PROJECT, "cdk.json"), "utf8"));
    const [command, ...args] = app.split(" ");
    const env = {
      ...process.env,
      PATH: [join(PROJECT, "node_modules/.bin"), process.env.PATH].join(delimiter),
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify(contextOf("prod", "aws")),
    };
    await promisify(execFile)(command, args, { cwd: PROJECT, env });
    const template = await readFile(join(outdir, "keyferry-prod.template.json"), "utf8");
    expect(JSON.parse(template)).toEqual(rawTemplate("prod", "aws"));
  } finally {
    await rm(outdir, { recursive: true });
  }
});
