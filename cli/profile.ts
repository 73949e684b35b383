import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import * as z from "zod/mini";
import { fieldProblems } from "../shared/kernel/field-problems.ts";
import { uuidSchema } from "../shared/kernel/uuid.ts";
import { UsageError } from "./failure.ts";

const text = z.string().check(z.minLength(1));

const profileSchema = z.strictObject({
  api_url: z.optional(z.url()),
  management_key: z.optional(text),
  stack: z.optional(text),
  region: z.optional(text),
  workspace_id: z.optional(z.union([uuidSchema, z.literal("global")])),
  extra_providers: z.optional(z.array(text)),
});

const fileSchema = z.strictObject({ profiles: z.record(z.string(), profileSchema) });

export type Profile = z.infer<typeof profileSchema>;

/** `$XDG_CONFIG_HOME/keyferry/config.json`, or `KEYFERRY_CONFIG`. */
export const profileFile = (environment: NodeJS.ProcessEnv): string => {
  const { KEYFERRY_CONFIG, XDG_CONFIG_HOME } = environment;
  return KEYFERRY_CONFIG ?? join(XDG_CONFIG_HOME ?? join(homedir(), ".config"), "keyferry", "config.json");
};

/**
 * A profile of the file; an empty one where there is no file and none was asked for.
 * @throws UsageError for a file that others may read while a management key is in it.
 */
export async function readProfile(name: string | undefined, file: string): Promise<Profile> {
  const content = await readFile(file, "utf8").catch(() => undefined);
  if (content === undefined) {
    if (name !== undefined) throw new UsageError(`there is no profile "${name}": ${file} does not exist`);
    return {};
  }
  const parsed = fileSchema.safeParse(parseJson(content, file));
  if (!parsed.success) {
    const problems = fieldProblems(parsed.error.issues).map(
      ({ path, reason }) => `${path || "file"} ${reason}`,
    );
    throw new UsageError(`${file} is not valid: ${problems.join("; ")}`);
  }
  const profile = parsed.data.profiles[name ?? "default"];
  if (profile === undefined) {
    if (name !== undefined) throw new UsageError(`there is no profile "${name}" in ${file}`);
    return {};
  }
  if (profile.management_key !== undefined && ((await stat(file)).mode & 0o077) !== 0) {
    throw new UsageError(`${file} holds a management key and others may read it: chmod 600 ${file}`);
  }
  return profile;
}

function parseJson(content: string, file: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new UsageError(`${file} is not valid JSON`);
  }
}
