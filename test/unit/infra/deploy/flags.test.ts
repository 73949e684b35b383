import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ADOPT_HELP, DEPLOY_HELP, readFlags, TEARDOWN_HELP } from "../../../../infra/deploy/flags.ts";

const flags = (args: readonly string[], environment: NodeJS.ProcessEnv = {}) =>
  readFlags(DEPLOY_HELP, args, environment);

describe("the command line of deploy and teardown", () => {
  let said: string;
  const status = process.exitCode;
  beforeEach(() => {
    said = "";
    for (const method of ["log", "error"] as const) {
      vi.spyOn(console, method).mockImplementation((text: string) => {
        said += text;
      });
    }
  });
  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = status;
  });

  it("the command line names a stage, and hands the rest to the CDK", () => {
    expect(flags(["--stage", "prod", "--yes", "--", "--no-execute"])).toMatchObject({
      stage: "prod",
      yes: true,
      rest: ["--no-execute"],
      target: "aws",
    });
  });

  it("the command asks unless told otherwise, and chooses the account by profile and region", () => {
    expect(
      flags(["--stage", "dev", "--profile", "ops", "--region", "eu-west-1"], { PATH: "/bin" }),
    ).toMatchObject({
      yes: false,
      environment: { PATH: "/bin", AWS_PROFILE: "ops", AWS_REGION: "eu-west-1" },
    });
  });

  it.each([
    ["http://127.0.0.1:4750", "emulator"],
    ["https://cloudformation.eu-west-1.amazonaws.com", "aws"],
  ])("the endpoint %s stands for the target %s", (AWS_ENDPOINT_URL, target) => {
    expect(flags(["--stage", "dev"], { AWS_ENDPOINT_URL })).toMatchObject({ target });
  });

  it.each([[[]], [["--stage"]], [["--stage", "production"]], [["--stage", "constructor"]], [["--force"]]])(
    "the arguments %j do nothing but print the usage",
    (args) => {
      expect(flags(args)).toBeUndefined();
      expect(said).toContain("npm run deploy -- --stage <name>");
      expect(process.exitCode).toBe(2);
    },
  );

  it("the options of teardown and of adopt belong to them alone", () => {
    const args = ["--stage", "prod", "--keep-data", "--bypass-governance", "--left-bucket", "b"];
    expect(readFlags(TEARDOWN_HELP, args, {})).toMatchObject({
      keepData: true,
      bypassGovernance: true,
      leftBucket: "b",
    });
    const adopt = ["--stage", "prod", "--resource", "Table=t", "--resource", "Key=k"];
    expect(readFlags(ADOPT_HELP, adopt, {})).toMatchObject({ resources: { Table: "t", Key: "k" } });
    for (const [help, refused] of [
      [DEPLOY_HELP, ["--keep-data"]],
      [ADOPT_HELP, ["--bypass-governance"]],
      [TEARDOWN_HELP, ["--resource", "a=b"]],
      [ADOPT_HELP, ["--resource", "a"]],
      [ADOPT_HELP, ["--resource", "a=b=c"]],
    ] as const) {
      expect(readFlags(help, ["--stage", "prod", ...refused], {})).toBeUndefined();
    }
  });

  it("the option --help prints the stages", () => {
    expect(flags(["--help"])).toBeUndefined();
    expect(said).toContain("dev, prod");
    expect(process.exitCode).toBe(0);
  });
});
