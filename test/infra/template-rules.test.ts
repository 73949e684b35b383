import { Template } from "aws-cdk-lib/assertions";
import { describe, expect, it } from "vitest";
import { PRODUCTION } from "../../infra/stages.ts";
import { APPS, OPTION_SETS } from "./option-sets.ts";
import { contextOf, stackOf, withOutdir } from "./synthesize.ts";
import { type RawTemplate, RULES } from "./template-rules.ts";

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
