import { describe, expect, it } from "vitest";
import { OMITTED_ON_EMULATOR } from "../../infra/emulator-omissions.ts";
import { rawTemplate, STAGES } from "./synthesize.ts";

type Resources = Readonly<Record<string, { readonly Type: string }>>;

it("leaves out no more than this", () => {
  expect(OMITTED_ON_EMULATOR).toEqual(["AWS::Events::Archive"]);
});

describe.each(STAGES)("the template of %s for the emulator", (stage) => {
  const { Resources, ...rest } = rawTemplate(stage, "aws") as { readonly Resources: Resources };

  it("is the one for AWS without the resources of the omitted types, and equal in all else", () => {
    const left = Object.entries(Resources).filter(([, { Type }]) => !OMITTED_ON_EMULATOR.includes(Type));
    expect(rawTemplate(stage, "emulator")).toEqual({ ...rest, Resources: Object.fromEntries(left) });
  });

  it.each(OMITTED_ON_EMULATOR)("omits %s for a reason: AWS does get one", (type) => {
    expect(Object.values(Resources).map(({ Type }) => Type)).toContain(type);
  });

  it("omits nothing that another resource needs", () => {
    const omitted = Object.entries(Resources).filter(([, { Type }]) => OMITTED_ON_EMULATOR.includes(Type));
    const template = JSON.stringify(rawTemplate(stage, "emulator"));
    for (const [id] of omitted) expect(template).not.toContain(`"${id}"`);
  });
});
