import { chmod, mkdtemp, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openOutputFile } from "../../../../cli/import/output-file.ts";

let directory: string;
let source: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "keyferry-output-"));
  source = join(directory, "keys.csv");
  await writeFile(source, "the keys");
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const at = (name: string) => join(directory, name);

async function* text(...parts: readonly string[]) {
  yield* parts;
}

describe("a file that an import writes at its end", () => {
  it.each(["nowhere/out.csv", "."])("a path that cannot be written is found at once: %s", async (name) => {
    await expect(openOutputFile("--result", at(name), source)).rejects.toMatchObject({
      name: "UsageError",
      message: expect.stringMatching(/^the file of --result cannot be written \(E\w+\)\. Nothing was sent$/),
    });
  });

  it("a file keeps what it has until it is written, and is its owner's alone from then on", async () => {
    await writeFile(at("out.csv"), "a longer text of before");
    await chmod(at("out.csv"), 0o644);
    const file = await openOutputFile("--rejected", at("out.csv"), source);
    expect(await readFile(at("out.csv"), "utf8")).toBe("a longer text of before");
    await file.write(text("of ", "now"));
    await file.close();
    expect(await readFile(at("out.csv"), "utf8")).toBe("of now");
    expect((await stat(at("out.csv"))).mode & 0o777).toBe(0o600);
  });

  it("the file that is imported is never written over, by whatever name", async () => {
    await symlink(source, at("link.csv"));
    for (const name of [source, at("link.csv"), at("./keys.csv")]) {
      await expect(openOutputFile("--result", name, source)).rejects.toThrow(
        "names the file that is imported",
      );
    }
    expect(await readFile(source, "utf8")).toBe("the keys");
  });

  it("a full disk is told as that, and what failed before it as itself", async () => {
    const full = await openOutputFile("--result", "/dev/full", source);
    await expect(full.write(text("row"))).rejects.toThrow(/could not be written to its end \(ENOSPC\)/);
    await full.close().catch(() => {});
  });
});
