import { describe, expect, it } from "vitest";
import { troubleOf } from "../../../cli/unreachable.ts";
import { awsError } from "../../support/fakes/fake-client.ts";

const coded = (code: string): Error => Object.assign(new Error("connect 10.0.0.1"), { code });
const nowhere = { local: undefined, environment: {} };

describe("a call that reached nothing", () => {
  it.each([
    ["no region", new Error("Region is missing"), 2, "pass --region, or set AWS_REGION"],
    ["no credentials", awsError("CredentialsProviderError"), 4, "set AWS_PROFILE, or run aws configure sso"],
    ["a session that has ended", awsError("TokenProviderError"), 4, "aws sso login"],
    ["credentials that have expired", awsError("ExpiredTokenException"), 4, "have expired"],
    ["a key of nobody", awsError("UnrecognizedClientException"), 4, "AWS does not know these credentials"],
    ["a wrong secret", awsError("SignatureDoesNotMatch"), 4, "AWS does not know these credentials"],
    ["a missing right", awsError("AccessDeniedException"), 4, "do not allow it"],
    ["a wrong clock", awsError("RequestTimeTooSkewed"), 4, "set this machine's clock"],
    ["a limit", awsError("ThrottlingException"), 7, "run the same command again"],
    ["a port that is closed", coded("ECONNREFUSED"), 7, "check the address and the network"],
    ["a name that is none", coded("ENOTFOUND"), 7, "check the region or --api-url"],
    ["a call without an answer", awsError("TimeoutError"), 7, "nothing answers"],
    ["a proxy's certificate", coded("SELF_SIGNED_CERT_IN_CHAIN"), 7, "NODE_EXTRA_CA_CERTS"],
  ])("%s is one sentence with the next step", (_, error, exitCode, words) => {
    const trouble = troubleOf(error, nowhere);
    expect(trouble).toMatchObject({ exitCode });
    expect(trouble?.message).toContain(words);
    expect(trouble?.message).not.toContain("\n");
    expect(trouble?.message).not.toContain("10.0.0.1");
  });

  it("the reason is found among causes, and among the attempts at several addresses", () => {
    const both = new AggregateError([coded("ECONNREFUSED"), coded("ECONNREFUSED")]);
    const failed = new TypeError("fetch failed", { cause: both });
    expect(troubleOf(failed, nowhere)?.message).toContain("nothing answers");
    expect(troubleOf(failed, nowhere, "s3:GetObject failed")?.message).toMatch(
      /^s3:GetObject failed: nothing/,
    );
  });

  it("a local stack that is stopped, an emulator's variable and a profile are named as the cause", () => {
    const refused = coded("ECONNREFUSED");
    const local = troubleOf(refused, {
      local: "http://127.0.0.1:4750",
      environment: { AWS_ENDPOINT_URL: "x" },
    });
    expect(local?.message).toBe(
      "the local stack at http://127.0.0.1:4750 does not answer: run npm start in its directory, then the same command again",
    );
    const variable = troubleOf(refused, { local: undefined, environment: { AWS_ENDPOINT_URL_S3: "x" } });
    expect(variable?.message).toContain("where AWS_ENDPOINT_URL_S3 points");
    const profile = troubleOf(awsError("CredentialsProviderError"), {
      local: undefined,
      environment: { AWS_PROFILE: "nonsense" },
    });
    expect(profile?.message).toContain("the AWS profile that AWS_PROFILE names");
    expect(profile?.message).not.toContain("nonsense");
  });

  it.each([
    new Error("anything else"),
    new TypeError("x is not a function"),
    null,
    "text",
    awsError("ValidationError"),
  ])("another failure is no such trouble: %s", (thrown) => {
    expect(troubleOf(thrown, nowhere)).toBeUndefined();
  });
});
