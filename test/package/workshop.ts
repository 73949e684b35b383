import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { PROJECT } from "../../infra/local/deploy.ts";
import { type CommandResult, runCommand } from "../../infra/local/run-command.ts";

/** A folder outside the checkout, where nothing is but what a step installs. */
export interface Workshop {
  readonly directory: string;
  /** Makes an app with these packages in `node_modules`, and returns its folder. */
  install(name: string, packages: readonly string[]): Promise<string>;
  /** Installs a version of Node such as `node@20.19.0`, and returns the path of its program. */
  installNode(version: string): Promise<string>;
  /** Copies an example into a folder, where it finds the packages that are installed there. */
  copyExample(name: string, into: string): Promise<string>;
  close(): Promise<void>;
}

export async function openWorkshop(): Promise<Workshop> {
  const directory = await mkdtemp(join(tmpdir(), "keyferry-package-"));
  const install: Workshop["install"] = async (name, packages) => {
    const app = join(directory, name);
    await mkdir(app, { recursive: true });
    const manifest = { name, private: true, type: "module", allowScripts: { node: true, esbuild: true } };
    await writeFile(join(app, "package.json"), JSON.stringify(manifest));
    await succeed("npm", ["install", "--no-audit", "--no-fund", "--save-exact", ...packages], { cwd: app });
    return app;
  };
  return {
    directory,
    install,
    installNode: async (version) =>
      join(await install(version.replace("@", ""), [version]), "node_modules/node/bin/node"),
    async copyExample(name, into) {
      const folder = join(into, name);
      await cp(join(PROJECT, "examples", name), folder, { recursive: true });
      return folder;
    },
    close: () => rm(directory, { recursive: true, force: true }),
  };
}

export interface Running {
  readonly cwd: string;
  /** The Node to run with. Default: the one that runs this file. */
  readonly node?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Runs a command to its end, in an environment that knows nothing of this checkout. */
export async function run(
  command: string,
  args: readonly string[],
  { cwd, node = process.execPath, environment }: Running,
): Promise<CommandResult> {
  const inherited = Object.entries(environment ?? process.env).filter(
    // What `npm run` tells its scripts about this checkout would reach the npm of the app.
    ([name]) => !/^(npm_(?!config_(registry|userconfig|cache)$)|INIT_CWD$|NODE_PATH$)/.test(name),
  );
  const path = (environment ?? process.env).PATH?.split(delimiter).filter(
    (entry) => !entry.startsWith(PROJECT),
  );
  const PATH = [dirname(node), ...(path ?? [])].join(delimiter);
  return runCommand(command, args, { cwd, environment: { ...Object.fromEntries(inherited), PATH } });
}

/** Runs a command that has to succeed, and returns what it printed. @throws Error with its last lines. */
export async function succeed(command: string, args: readonly string[], running: Running): Promise<string> {
  const { status, output } = await run(command, args, running);
  if (status === 0) return output.trim();
  const end = output.trim().split("\n").slice(-15).join("\n");
  throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${end}`);
}
