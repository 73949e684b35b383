import { describe, expect, it } from "vitest";
import { OMITTED_ON_EMULATOR } from "../../infra/emulator-omissions.ts";
import { rawTemplate, STAGES } from "./synthesize.ts";

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

const isOmitted = ({ Type, Properties }: Resource): boolean =>
  OMITTED_ON_EMULATOR.some(
    ({ type, having }) => Type === type && (having === undefined || having in Properties),
  );

it("the emulator lacks no more than these resources", () => {
  expect(OMITTED_ON_EMULATOR).toEqual([
    { type: "AWS::Events::Archive" },
    { type: "AWS::CloudWatch::Alarm", having: "Metrics" },
  ]);
});

describe.each(STAGES)("the template of %s for the emulator", (stage) => {
  const { Resources, ...rest } = rawTemplate(stage, "aws") as {
    readonly Resources: Readonly<Record<string, Resource>>;
  };

  it("the emulator's template is the one for AWS without the omitted resources, and equal in all else", () => {
    const left = Object.entries(Resources).filter(([, resource]) => !isOmitted(resource));
    expect(rawTemplate(stage, "emulator")).toEqual({ ...rest, Resources: Object.fromEntries(left) });
  });

  it.each(OMITTED_ON_EMULATOR)("the omission of $type has a reason: AWS does get one", ({ type }) => {
    const omitted = Object.values(Resources).filter(isOmitted);
    expect(omitted.map(({ Type }) => Type)).toContain(type);
  });

  it("the alarms on expressions are omitted, which no emulated metric would feed", () => {
    const alarms = Object.values(Resources).filter(
      (resource) => resource.Type === "AWS::CloudWatch::Alarm" && isOmitted(resource),
    );
    expect(alarms.map(({ Properties }) => Properties.AlarmName).sort()).toEqual(
      ["api-5xx", "import-stuck", "table-read-throttles", "table-write-throttles"].map(
        (name) => `keyferry-${stage}-${name}`,
      ),
    );
  });

  it("no omitted resource is needed by another", () => {
    const omitted = Object.entries(Resources).filter(([, resource]) => isOmitted(resource));
    const template = JSON.stringify(rawTemplate(stage, "emulator"));
    for (const [id] of omitted) expect(template).not.toContain(`"${id}"`);
  });
});
