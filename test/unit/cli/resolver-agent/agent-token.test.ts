import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { loadAgentToken } from "../../../../cli/resolver-agent/agent-token.ts";
import { reveal } from "../../../../shared/kernel/secret.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "keyferry-token-"));
});
afterEach(() => rm(directory, { recursive: true }));

it("a token is made where there is none, of 256 random bits, in a file that only its owner may read", async () => {
  const file = join(directory, "deeper", "token");
  const token = await loadAgentToken(file);
  expect(reveal(token)).toMatch(/^kf_agent_[\w-]{43}$/);
  expect((await readFile(file, "utf8")).trim()).toBe(reveal(token));
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

it("two agents that start at the same time share one token", async () => {
  const file = join(directory, "token");
  const tokens = await Promise.all(Array.from({ length: 20 }, () => loadAgentToken(file)));
  expect(new Set(tokens.map(reveal)).size).toBe(1);
});

it.each([0o640, 0o604, 0o610, 0o644, 0o660, 0o666])("a token with the mode %o is refused", async (mode) => {
  const file = join(directory, "token");
  await loadAgentToken(file);
  await chmod(file, mode);
  await expect(loadAgentToken(file)).rejects.toThrow(/is not used: others may/);
});

it.each(["", "short", "kf_agent_", "something else altogether"])(
  "a file that holds %j is refused, and left as it is",
  async (content) => {
    const file = join(directory, "token");
    await writeFile(file, content, { mode: 0o600 });
    await expect(loadAgentToken(file)).rejects.toThrow("it holds no token of the agent");
    expect(await readFile(file, "utf8")).toBe(content);
  },
);
