import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { reportFailure } from "../../../cli/failure.ts";
import { KeyferryError } from "../../../shared/kernel/errors.ts";
import { runCli } from "../../support/clients/spawn-cli.ts";
import { localOutputs } from "../../support/data/local-outputs.ts";

/* The first contact: what the command says before anything works. */

/** Discard: nothing listens there. */
const NOBODY = "http://127.0.0.1:9";
const KEYS = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
const STACK = ["--stack", "keyferry-prod"];

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "keyferry-stopped-"));
  await mkdir(join(directory, ".local"));
  const stopped = { ...localOutputs, apiUrl: `${NOBODY}/api`, awsEndpoint: NOBODY };
  await writeFile(join(directory, ".local", "outputs.json"), JSON.stringify(stopped));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** One of each kind: by way of the stack, of a client of its own, and of a command without an end. */
const COMMANDS = [["doctor"], ["keys", "list"], ["watch"]];
const OPEN = ["open", "c0000000-0000-4000-8000-000000000001", "--key-file", "key.txt"];

const oneSentence = (text: string) => {
  expect(text).toMatch(/^keyferry: .+\n$/);
  expect(text.trim()).not.toContain("\n");
  expect(text).not.toMatch(/internal error|Cause:|^\s+at /m);
};

describe("the first contact", () => {
  it.each(COMMANDS)("%s %s without a region says how to name one", async (...args) => {
    const { status, err } = await runCli([...STACK, ...args]);
    oneSentence(err);
    expect([status, err]).toEqual([2, expect.stringContaining("pass --region, or set AWS_REGION")]);
  });

  it("a command without credentials, or with a profile that has none, says where they come from", async () => {
    const environment = { AWS_REGION: "eu-central-1" };
    const none = await runCli([...STACK, "doctor"], { environment });
    oneSentence(none.err);
    expect([none.status, none.err]).toEqual([4, expect.stringContaining("there are no AWS credentials")]);
    const profile = await runCli([...STACK, "doctor"], {
      environment: { ...environment, AWS_PROFILE: "nonsense" },
    });
    oneSentence(profile.err);
    expect([profile.status, profile.err]).toEqual([4, expect.stringContaining("AWS_PROFILE")]);
  });

  it("a command whose AWS_ENDPOINT_URL points nowhere names that variable", async () => {
    const environment = { ...KEYS, AWS_REGION: "eu-central-1", AWS_ENDPOINT_URL: NOBODY };
    const { status, err } = await runCli([...STACK, "keys", "list"], { environment });
    oneSentence(err);
    expect([status, err]).toEqual([7, expect.stringContaining("AWS_ENDPOINT_URL")]);
  });

  it.each([...COMMANDS, OPEN, ["list"]])(
    "%s %s of a local stack that is stopped says npm start",
    async (...args) => {
      const { status, err } = await runCli(args, { directory });
      oneSentence(err);
      expect([status, err]).toEqual([7, expect.stringContaining("run npm start in its directory")]);
    },
  );

  it("a command line that is wrong is told in one form, as text and as JSON", async () => {
    const text = await runCli(["lst"]);
    expect([text.status, text.err]).toEqual([
      2,
      "keyferry: unknown command; did you mean list?\n  Run it with --help for its commands, arguments and flags.\n",
    ]);
    const json = await runCli(["list", "--limit", "many", "--json"]);
    expect(JSON.parse(json.err)).toMatchObject({ error: { kind: "usage" } });
    const help = await runCli(["lst", "--help"]);
    expect([help.status, help.out]).toEqual([2, ""]);
  });

  it("the command names its version, and nothing to read is told as that", async () => {
    expect((await runCli(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
    const empty = await runCli(["put", "openai", "--api-url", NOBODY]);
    expect([empty.status, empty.err]).toEqual([2, "keyferry: standard input is empty\n"]);
  });
});

describe("refusals of AWS that have no words of ours", () => {
  const refusal = (name: string, $metadata?: object) =>
    Object.assign(new Error("quotes the request"), { name, ...($metadata && { $metadata }) });
  const told = (cause: Error) => {
    const lines: string[] = [];
    const write = vi
      .spyOn(process.stderr, "write")
      .mockImplementation((text) => lines.push(String(text)) > 0);
    const status = reportFailure(new KeyferryError("unavailable", "kms:GetPublicKey failed", { cause }), {});
    write.mockRestore();
    return { status, text: lines.join("") };
  };

  it("a refusal is told by the name that AWS gives it, and by AWS's id of the request", () => {
    const requestId = "0a1b2c3d-0000-4000-8000-000000000001";
    expect(told(refusal("KMSInvalidStateException", { requestId }))).toEqual({
      status: 7,
      text:
        `keyferry: kms:GetPublicKey failed (KMSInvalidStateException, request ${requestId})\n` +
        "  Run the same command again.\n",
    });
    expect(told(refusal("AWS.SimpleQueueService.NonExistentQueue", {})).text).toContain(
      "failed (AWS.SimpleQueueService.NonExistentQueue)\n",
    );
  });

  it("a name that AWS did not give, or that is a text, is not repeated", () => {
    for (const cause of [
      refusal("Whatever"),
      refusal("two words", {}),
      refusal("A", { requestId: "a\u001b[2J" }),
    ]) {
      expect(told(cause).text).toMatch(/failed\n/);
    }
  });
});
