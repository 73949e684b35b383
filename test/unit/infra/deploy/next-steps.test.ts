import { describe, expect, it } from "vitest";
import { afterDeploy } from "../../../../infra/deploy/next-steps.ts";
import { stageOptions } from "../../../../infra/stages.ts";

describe("next steps after a deployment", () => {
  it("the next steps are to make a management key, to look, and to keep the audit key", () => {
    const text = afterDeploy("prod", stageOptions("prod"), { target: "aws" });
    expect(text).toContain("npx keyferry --stack keyferry-prod keys create --name first --all");
    expect(text).toContain("npx keyferry --stack keyferry-prod doctor");
    expect(text).toContain("audit public-key > keyferry-prod-audit.pem");
    expect(text).toContain("The alarms have no recipient yet");
  });

  it("the next steps are to confirm the alarms' addresses, where there are some, and to see one alarm arrive", () => {
    const text = afterDeploy(
      "prod",
      { ...stageOptions("prod"), alarmEmails: ["on-call@example.com"] },
      { target: "aws" },
    );
    expect(text).toContain("Confirm");
    expect(text).toContain("set-alarm-state --alarm-name keyferry-prod-api-5xx --state-value ALARM");
    expect(text).not.toContain("no recipient");
  });

  it("the next steps name the profile and the region that the deployment was given", () => {
    const where = { target: "aws", profile: "byok", region: "eu-west-1" } as const;
    const text = afterDeploy("prod", stageOptions("prod"), where);
    expect(text).toContain("AWS_PROFILE=byok npx keyferry --stack keyferry-prod --region eu-west-1 doctor");
    expect(text).not.toContain("rehearsal");
  });

  it("the next steps say of an emulator that it is one", () => {
    expect(afterDeploy("prod", stageOptions("prod"), { target: "emulator" })).toContain(
      "This is an emulator",
    );
  });
});
