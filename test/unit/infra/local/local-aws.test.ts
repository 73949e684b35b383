import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { useRunningAws } from "../../../../infra/local/local-aws.ts";
import { LocalAwsError } from "../../../../infra/local/local-aws-error.ts";

test("an endpoint that leads to AWS is refused in a sentence that says what to do", async () => {
  await expect(useRunningAws("https://sqs.us-east-1.amazonaws.com")).rejects.toThrow(
    /unset it .* npm run deploy/,
  );
  await expect(useRunningAws("not a url")).rejects.toThrow(LocalAwsError);
});

test("an emulator that runs already is used as it is and never stopped, and where none answers that is said", async () => {
  const server = createServer((_request, response) => response.writeHead(404).end());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const aws = await useRunningAws(`${endpoint}/`);
  expect(aws.endpoint).toBe(endpoint);
  await aws.stop();
  await once(server.close(), "close");
  await expect(useRunningAws(endpoint)).rejects.toThrow(/Nothing answers where AWS_ENDPOINT_URL points/);
});
