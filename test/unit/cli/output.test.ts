import { existsSync, globSync, openSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { count, lines, table } from "../../../cli/output.ts";
import { runCli } from "../../support/clients/spawn-cli.ts";

const CLI = new URL("../../../cli/", import.meta.url);

/** A disk on which there is no space, of Linux. */
const FULL = "/dev/full";

describe("text of others on a terminal", () => {
  it("a name cannot add a row to a table or a line to a record, nor hide one", () => {
    const name = "a\nb\u001b[1A\u202e";
    expect(table(["id", "name"], [["1", name]])).toBe("id  name\n1   a\\u000ab\\u001b[1A\\u202e");
    expect(lines({ id: 1, allowed_models: [name] })).toBe(
      "id              1\nallowed_models  a\\u000ab\\u001b[1A\\u202e",
    );
  });

  it("the command writes on no terminal but through output.ts", () => {
    const writers = globSync("**/*.ts", { cwd: CLI }).filter((file) =>
      /\bconsole\.\w+\(|process\.std(out|err)\.write/.test(readFileSync(new URL(file, CLI), "utf8")),
    );
    expect(writers).toEqual(["output.ts"]);
  });
});

describe("pipes", () => {
  it("the command says nothing of a reader that leaves early, and keeps its exit code", async () => {
    expect(await runCli(["--help"], { reads: false })).toMatchObject({ status: 0, err: "" });
    expect(await runCli(["keys", "nowhere"], { reads: false })).toMatchObject({ status: 2 });
  });

  it("a result that a full disk did not take is a failure, in words", async () => {
    if (!existsSync(FULL)) return;
    const { status, err } = await runCli(["providers"], { output: openSync(FULL, "w") });
    expect(status).toBe(1);
    expect(err).toMatch(/^keyferry: standard output cannot be written \(ENOSPC\): .*\n$/);
  });
});

it.each([
  [0, "0 objects"],
  [1, "1 object"],
  [2, "2 objects"],
])("%i is counted as %s", (number, text) => {
  expect(count(number, "object")).toBe(text);
});
