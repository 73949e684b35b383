import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readSecret } from "../../../cli/read-secret.ts";
import { reveal } from "../../../shared/kernel/secret.ts";
import { rawKey } from "../../support/data/fixtures.ts";

let file: string;
beforeEach(async () => {
  file = join(await mkdtemp(join(tmpdir(), "keyferry-key-")), "key.txt");
});
afterEach(() => rm(join(file, ".."), { recursive: true, force: true }));

it.each([
  ["as it is", rawKey()],
  ["with a byte order mark", `\uFEFF${rawKey()}`],
  ["with a line end of Windows", `${rawKey()}\r\n`],
])("a key file %s holds the key", async (_, content) => {
  await writeFile(file, content);
  expect(reveal(await readSecret(file))).toBe(rawKey());
});

it.each([
  ["UTF-16 with a mark", Buffer.from(`\uFEFF${rawKey()}`, "utf16le"), /^the key file is in UTF-16/],
  ["UTF-16 without a mark", Buffer.from(rawKey(), "utf16le"), /^the key file is in UTF-16/],
  ["Latin-1", Buffer.from(`${rawKey()}\u00E9`, "latin1"), /^the key file is not UTF-8/],
  ["nothing but a mark", Buffer.from("\uFEFF"), /^the key file is empty/],
])("a key file with %s is refused", async (_, content, reason) => {
  await writeFile(file, content);
  await expect(readSecret(file)).rejects.toThrow(reason);
});
