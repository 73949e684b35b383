import { chmod, chown, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type PathStep, readFoundFile, weaknessOf } from "../../../cli/found-file.ts";

const ME = 1000;
const ROOT = 0;
const SOMEBODY = 1001;

const step = (path: string, mode: number, owner = ME, group = 50): PathStep => ({ path, mode, owner, group });

/** `/tmp/mine/.local/outputs.json` in a shared directory; one step is exchanged for another. */
const pathWith = (...steps: readonly PathStep[]): readonly PathStep[] =>
  [
    step("/", 0o755, ROOT),
    step("/tmp", 0o1777, ROOT),
    step("/tmp/mine", 0o755),
    step("/tmp/mine/.local", 0o700),
    step("/tmp/mine/.local/outputs.json", 0o600),
  ].map((usual) => steps.find(({ path }) => path === usual.path) ?? usual);

const FILE = "/tmp/mine/.local/outputs.json";
const HOLDER = "/tmp/mine/.local";

describe("the way to a file that was found", () => {
  it("a file of the caller's own below a shared directory with a sticky bit has no weakness", () => {
    expect(weaknessOf(pathWith(), ME)).toBeUndefined();
  });

  it.each([
    ["a file of another user", step(FILE, 0o600, SOMEBODY), "belongs to another user"],
    ["a file that everybody may write", step(FILE, 0o602), "chmod go-w"],
    ["a file that a group may write", step(FILE, 0o620), "chmod go-w"],
    ["a directory of another user", step(HOLDER, 0o700, SOMEBODY), "belongs to another user"],
    ["a directory that everybody may write", step(HOLDER, 0o757), "chmod go-w"],
    ["a directory that is shared, sticky or not", step(HOLDER, 0o1777), "chmod go-w"],
    ["a directory above of another user", step("/tmp/mine", 0o755, SOMEBODY), "belongs to another user"],
    ["a directory above that a group may write", step("/tmp/mine", 0o775), "chmod go-w"],
    ["a directory above that everybody may write", step("/tmp", 0o777, ROOT), "chmod go-w"],
  ])("the weakness of %s is named with its path", (_, weak, reason) => {
    const weakness = weaknessOf(pathWith(weak), ME);
    expect(weakness).toContain(weak.path);
    expect(weakness).toContain(reason);
  });

  it.each([
    ["root's file", step(FILE, 0o644, ROOT)],
    ["root's directory", step(HOLDER, 0o755, ROOT)],
    ["a file that the caller's private group may write", step(FILE, 0o664, ME, ME)],
    ["a directory that the caller's private group may write", step("/tmp/mine", 0o775, ME, ME)],
    ["a directory above with a sticky bit", step("/tmp/mine", 0o1777)],
  ])("the way by %s has no weakness", (_, usual) => {
    expect(weaknessOf(pathWith(usual), ME)).toBeUndefined();
  });

  it("a group of the same number as another user is not the caller's private group", () => {
    expect(weaknessOf(pathWith(step("/tmp/mine", 0o775, ME, SOMEBODY)), ME)).toContain("chmod go-w");
  });
});

describe("a file that was found", () => {
  let directory: string;
  let file: string;
  beforeEach(async () => {
    directory = await realpath(await mkdtemp(join(tmpdir(), "keyferry-found-")));
    file = join(directory, "found.json");
    await writeFile(file, "content", { mode: 0o600 });
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it("a file of the caller's own is read, and one that is not there is none", async () => {
    expect(await readFoundFile(file)).toBe("content");
    expect(await readFoundFile(join(directory, "absent.json"))).toBeUndefined();
    expect(await readFoundFile(join(file, "below.json"))).toBeUndefined();
  });

  it("a file that others may write is refused with its path and the command that mends it", async () => {
    await chmod(file, 0o666);
    await expect(readFoundFile(file)).rejects.toThrow(`${file} is not used`);
    await expect(readFoundFile(file)).rejects.toThrow(`chmod go-w ${file}`);
  });

  it("a file in a directory that others may write is refused, since they could exchange it", async () => {
    await chmod(directory, 0o777);
    await expect(readFoundFile(file)).rejects.toThrow(`chmod go-w ${directory}`);
  });

  it("a file of another user is refused", async () => {
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) await chown(file, 65_534, 65_534);
    const user = isRoot ? 0 : (process.geteuid?.() ?? 0) + 1;
    await expect(readFoundFile(file, user)).rejects.toThrow("belongs to another user");
  });

  it("a link of the caller's own is followed, and what it leads through is judged as well", async () => {
    const elsewhere = join(directory, "elsewhere");
    await mkdir(elsewhere);
    await writeFile(join(elsewhere, "real.json"), "real", { mode: 0o600 });
    await symlink("elsewhere/../elsewhere", join(directory, "linked"));
    await symlink("linked/real.json", join(directory, "link.json"));
    expect(await readFoundFile(join(directory, "link.json"))).toBe("real");
    await chmod(elsewhere, 0o777);
    await expect(readFoundFile(join(directory, "link.json"))).rejects.toThrow(`chmod go-w ${elsewhere}`);
  });

  it("a link that leads round and round is refused", async () => {
    await symlink("loop.json", join(directory, "loop.json"));
    await expect(readFoundFile(join(directory, "loop.json"))).rejects.toThrow("cannot be read");
  });

  it("a directory in the place of the file is refused", async () => {
    await rm(file);
    await mkdir(file);
    await expect(readFoundFile(file)).rejects.toThrow("is no file");
  });
});
