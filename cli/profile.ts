import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import * as z from "zod/mini";
import { fieldProblems } from "../shared/kernel/field-problems.ts";
import { parseJson } from "../shared/kernel/parse-json.ts";
import { workspaceNameSchema } from "../shared/kernel/workspace-name-schema.ts";
import { UsageError } from "./failure.ts";

const text = z.string().check(z.minLength(1));

const profileSchema = z.strictObject({
  api_url: z.optional(z.url()),
  management_key: z.optional(text),
  stack: z.optional(text),
  region: z.optional(text),
  workspace_id: z.optional(workspaceNameSchema),
  extra_providers: z.optional(z.array(text)),
});

const fileSchema = z.strictObject({ profiles: z.record(z.string(), profileSchema) });

export type Profile = z.infer<typeof profileSchema>;

/** The path in `KEYFERRY_CONFIG`, else `$XDG_CONFIG_HOME/keyferry/config.json`. */
export const profileFile = (environment: NodeJS.ProcessEnv): string => {
  const { KEYFERRY_CONFIG, XDG_CONFIG_HOME } = environment;
  return KEYFERRY_CONFIG ?? join(XDG_CONFIG_HOME ?? join(homedir(), ".config"), "keyferry", "config.json");
};

/**
 * A profile of the file; an empty one where no profile was asked for and there is none.
 * @throws UsageError for a file that is not valid, for a profile that is not in it, and for a file with a management
 *   key that other users may read.
 */
export async function readProfile(name: string | undefined, file: string): Promise<Profile> {
  const content = await readFile(file, "utf8").catch(() => undefined);
  if (content === undefined) {
    if (name !== undefined) throw new UsageError(`there is no profile "${name}": ${file} does not exist`);
    return {};
  }
  const json = parseJson(content);
  if (json === undefined) throw new UsageError(`${file} is not valid JSON`);
  const parsed = fileSchema.safeParse(json);
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
    throw new UsageError(`${file} holds a management key, and other users may read it: chmod 600 ${file}`);
  }
  return profile;
}
