import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { nextSteps, quote } from "../../../../infra/local/next-steps.ts";

const outputs = {
  apiUrl: "http://127.0.0.1:4750/_aws/execute-api/58c32b48/$default",
  managementKey: "kf_mgmt_it's-$HOME",
  workspaceId: "202e06c9-2c77-4140-b0f5-1082367e4079",
  commandQueueUrl: "http://127.0.0.1:4750/000000000000/commands.fifo",
  importQueueUrl: "http://127.0.0.1:4750/000000000000/imports",
  useQueueUrl: "http://127.0.0.1:4750/000000000000/uses",
  tableName: "table",
  eventBusName: "bus",
  intakeKeyId: "key",
  webhookSourcesPath: "/keyferry/keyferry-dev/webhooks",
  vaultKeyId: "vault",
  archiveQueueUrl: "http://127.0.0.1:4750/000000000000/archive",
  auditArchiveName: "keyferry-archive",
  auditKeyId: "audit-key",
  auditorName: "keyferry-auditor",
  awsEndpoint: "http://127.0.0.1:4750",
  region: "us-east-1",
};

/** What a shell makes of the text when `curl` prints its arguments, one a line. */
function curlArguments(text: string): string[] {
  const commands = text.split("\n\n").filter((paragraph) => paragraph.includes("curl"));
  const script = `curl() { printf '%s\\n' "$@"; }\n${commands.join("\n")}`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).trimEnd().split("\n");
}

test.each(["plain", "it's", "$HOME `id` $(id)", 'double "quotes"', "two\\\\slashes", "a b"])(
  "a shell reads %s back as it was",
  (word) => {
    const script = `printf '%s' ${quote(word)}`;
    expect(execFileSync("sh", ["-c", script], { encoding: "utf8" })).toBe(word);
  },
);

test("the commands reach curl unharmed by the shell", () => {
  const words = curlArguments(nextSteps(outputs, ".local/outputs.json"));
  expect(words).toContain(`${outputs.apiUrl}/byok`);
  expect(words.filter((word) => word === `Authorization: Bearer ${outputs.managementKey}`)).toHaveLength(2);
});

test("the body is JSON for the workspace of the printed key", () => {
  const words = curlArguments(nextSteps(outputs, ".local/outputs.json"));
  const body = JSON.parse(words[words.indexOf("-d") + 1] ?? "");
  expect(body).toMatchObject({ provider: "openai", workspace_id: outputs.workspaceId });
});

test("the next steps say where the addresses are", () => {
  expect(nextSteps(outputs, ".local/outputs.json")).toContain(".local/outputs.json");
});

test("the console is the first of the next steps", () => {
  const [first = ""] = nextSteps(outputs, ".local/outputs.json").match(/^ {2}\S.*$/m) ?? [];
  expect(first.trim()).toBe("npx keyferry console");
});
