import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);
const keyferry = async (...words: readonly string[]) =>
  (await run(process.execPath, ["cli/main.ts", ...words])).stdout;

const completed = async (...words: readonly string[]) =>
  (await keyferry("complete", "--", ...words))
    .split("\n")
    .map((line) => line.split("\t")[0] ?? "")
    .filter((line) => !/^(:\d+)?$/.test(line));

it("a shell completes commands, the commands of a group, and flags", async () => {
  expect(await completed("imp")).toEqual(["import", "imports"]);
  expect(await completed("audit", "")).toEqual(expect.arrayContaining(["verify", "digest", "download"]));
  expect(await completed("put", "--key")).toEqual(["--key-file"]);
});

it("a shell is never offered the command that its script runs", async () => {
  expect(await completed("comp")).not.toContain("complete");
});

it.each(["bash", "zsh", "fish"])("the script for %s asks keyferry itself", async (shell) => {
  expect(await keyferry("completion", shell)).toContain("keyferry complete --");
});

it("a script for bash is one that bash understands", async () => {
  const script = await keyferry("completion", "bash");
  await expect(run("bash", ["-n", "-c", script])).resolves.toMatchObject({ stderr: "" });
});
