import { randomBytes } from "node:crypto";
import { stat } from "node:fs/promises";
import { Secret } from "../../shared/kernel/secret.ts";
import { UsageError } from "../failure.ts";
import { createStateFile } from "../state-files.ts";

const FORM = /^kf_agent_[\w-]{43}$/;

/** Permissions of anybody but the owner. */
const OTHERS = 0o077;

/**
 * The token that clients of the agent show, from a file that only its owner may read. It is made where there is none: 256
 * random bits. A router on the same machine reads the file with the rights of the same user.
 * @throws UsageError for a file that others may read or could have written, or that holds no token.
 */
export async function loadAgentToken(file: string): Promise<Secret> {
  const token = await createStateFile(file, `kf_agent_${randomBytes(32).toString("base64url")}\n`);
  const { mode } = await stat(file);
  // Windows has no modes: there, every file seems to be open to all.
  if (process.platform !== "win32" && (mode & OTHERS) !== 0) {
    throw new UsageError(`${file} is not used: others may read it. Delete it, and the agent makes another`);
  }
  if (!FORM.test(token.trim())) throw new UsageError(`${file} is not used: it holds no token of the agent`);
  return new Secret(token.trim());
}
