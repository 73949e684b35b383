import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod/mini";
import { fieldProblems } from "../shared/kernel/field-problems.ts";
import { parseJson } from "../shared/kernel/parse-json.ts";
import { workspaceNameSchema } from "../shared/kernel/workspace-name-schema.ts";
import { baseDirectory } from "./base-directory.ts";
import { UsageError } from "./failure.ts";
import { readFoundFile } from "./found-file.ts";

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

/**
 * A profile of the file that `KEYFERRY_CONFIG` names, else of `$XDG_CONFIG_HOME/keyferry/config.json`; an empty one
 * where no profile was asked for and there is none.
 * @throws UsageError for a file that is not valid, for a profile that is not in it, for a file with a management key
 *   that other users may read, and for one that no variable names and that others could have written.
 */
export async function readProfile(
  name: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<Profile> {
  const { KEYFERRY_CONFIG, XDG_CONFIG_HOME } = environment;
  const found = join(baseDirectory(XDG_CONFIG_HOME, ".config"), "keyferry", "config.json");
  const file = KEYFERRY_CONFIG ?? found;
  const content = await (KEYFERRY_CONFIG === undefined
    ? readFoundFile(found)
    : readFile(KEYFERRY_CONFIG, "utf8").catch(() => undefined));
  if (content === undefined) {
    if (name !== undefined) throw new UsageError(`there is no such profile: ${file} does not exist`);
    return {};
  }
  const json = parseJson(content);
  if (json === undefined) throw new UsageError(`${file} is not valid JSON`);
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    const problems = fieldProblems(fileSchema, json, parsed.error).map(
      ({ path, reason }) => `${path || "file"} ${reason}`,
    );
    throw new UsageError(`${file} is not valid: ${problems.join("; ")}`);
  }
  const profile = parsed.data.profiles[name ?? "default"];
  if (profile === undefined) {
    if (name !== undefined) throw new UsageError(`there is no such profile in ${file}`);
    return {};
  }
  if (profile.management_key !== undefined && (await mayOthersRead(file))) {
    throw new UsageError(`${file} holds a management key, and other users may read it: chmod 600 ${file}`);
  }
  return profile;
}

/** Windows says of every file that all may read it. */
const mayOthersRead = async (file: string): Promise<boolean> =>
  process.geteuid !== undefined && ((await stat(file)).mode & 0o077) !== 0;
