import { Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { PRODUCTION } from "../../infra/stages.ts";
import { contextOf, stackOf } from "../template/app-context.ts";
import { APPS, OPTION_SETS } from "../template/option-sets.ts";
import { type RawTemplate, RULES } from "../template/template-rules.ts";
import { withOutdir } from "./synthesize.ts";

const templateOf = (app: (typeof APPS)[string]): RawTemplate =>
  withOutdir(
    (outdir) =>
      Template.fromStack(stackOf(app({ outdir, context: contextOf("", "") }))).toJSON() as RawTemplate,
  );

describe.each(Object.entries(APPS))("the template of the option set %s", (_, app) => {
  const template = templateOf(app);

  it.each(Object.entries(RULES))("the template keeps the rule: %s", (_, problemsOf) => {
    expect(problemsOf(template)).toEqual([]);
  });
});

it("every option has a value in some set that is not its default", () => {
  const untried = Object.keys(PRODUCTION).filter((name) => {
    const option = name as keyof typeof PRODUCTION;
    return Object.values(OPTION_SETS).every(
      (options) => JSON.stringify(options[option]) === JSON.stringify(PRODUCTION[option]),
    );
  });
  expect(untried).toEqual([]);
});
