import { expect, test } from "vitest";
import { useRunningAws } from "../../../../infra/local/local-aws.ts";
import { LocalAwsError } from "../../../../infra/local/local-aws-error.ts";

test("an endpoint that leads to AWS is refused in a sentence that says what to do", () => {
  expect(() => useRunningAws("https://sqs.us-east-1.amazonaws.com")).toThrow(/unset it .* npm run deploy/);
  expect(() => useRunningAws("not a url")).toThrow(LocalAwsError);
});

test("an emulator that runs already is used as it is, and never stopped", async () => {
  const aws = useRunningAws("http://localhost:4566/");
  expect(aws.endpoint).toBe("http://localhost:4566");
  await aws.stop();
});
