import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LocalAwsError } from "./local-aws-error.ts";
import { type CommandResult, runCommand } from "./run-command.ts";

const REQUIREMENTS = join(import.meta.dirname, "requirements.txt");
const EMULATOR: Purpose = {
  tool: "AWS emulator",
  otherwise: "or set AWS_ENDPOINT_URL to an emulator that already runs.",
  retry: "npm start",
};
/** Of Python 3: what the pinned packages need. */
const OLDEST_MINOR = 11;
/** Prints the version, and fails without the modules for virtual environments (Debian packages them separately). */
const PROBE = "import sys; print('%d.%d' % sys.version_info[:2]); import venv, ensurepip";

/** A line with the version alone. */
const VERSION = /^\d+\.\d+$/;

/** The purpose of the environment, in words for its error messages. */
interface Purpose {
  readonly tool: string;
  /** What to do without Python; the end of a sentence. */
  readonly otherwise: string;
  readonly retry: string;
}

export interface PythonOptions {
  /** The directory of the virtual environment. It is kept as long as the pins do not change. */
  readonly directory: string;
  /** The interpreters to try, best first. Default: `python3`, `python`. */
  readonly interpreters?: readonly string[];
  /** The file with the pinned packages. Default: the emulator's. */
  readonly requirements?: string;
  /** Whether the file has hashes, and nothing that is not in it may be installed. Default: true. */
  readonly pinned?: boolean;
  /** Default: the emulator. */
  readonly purpose?: Purpose;
  readonly environment?: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/** Returns the path of a Python with the pinned packages. @throws LocalAwsError that says what is missing. */
export async function preparePython(options: PythonOptions): Promise<string> {
  const { directory, requirements: file = REQUIREMENTS, purpose = EMULATOR } = options;
  const python = join(directory, "bin", "python");
  const stamp = join(directory, "installed.txt");
  const requirements = await readFile(file, "utf8");
  if ((await readFile(stamp, "utf8").catch(() => "")) === requirements) return python;

  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  const context = {
    cwd: directory,
    environment: options.environment ?? process.env,
    signal: options.signal,
    logFile: join(directory, "install.log"),
    purpose,
  };
  const interpreter = await findInterpreter(options.interpreters ?? ["python3", "python"], context);
  check(await runCommand(interpreter, ["-m", "venv", directory], context), context);
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--retries", "1"];
  // Only wheels: an archive of sources runs code to be built, with tools that have no hash here.
  const guard = (options.pinned ?? true) ? ["--require-hashes", "--only-binary", ":all:"] : [];
  check(await runCommand(python, [...pip, ...guard, "--requirement", file], context), context);
  await writeFile(stamp, requirements);
  return python;
}

type Context = Parameters<typeof runCommand>[2] & { readonly logFile: string; readonly purpose: Purpose };

async function findInterpreter(candidates: readonly string[], context: Context): Promise<string> {
  const { tool, otherwise } = context.purpose;
  for (const candidate of candidates) {
    const { status, output } = await runCommand(candidate, ["-c", PROBE], context);
    const printed = output.split("\n");
    // A shell that wraps the interpreter may warn first, of a locale for example.
    const version = printed.find((line) => VERSION.test(line));
    if (version === undefined) continue;
    const [major = 0, minor = 0] = version.split(".").map(Number);
    if (major < 3 || (major === 3 && minor < OLDEST_MINOR)) {
      throw new LocalAwsError(
        `The ${tool} needs Python 3.${OLDEST_MINOR} or newer and \`${candidate}\` is ${version}: ` +
          `put a newer python3 on the PATH, ${otherwise}`,
      );
    }
    if (status !== 0) {
      throw new LocalAwsError(
        `\`${candidate}\` cannot make virtual environments (${printed.findLast((line) => line && !VERSION.test(line)) ?? "no venv module"}): ` +
          `install its venv module (on Debian and Ubuntu: apt install python3-venv), ${otherwise}`,
      );
    }
    return candidate;
  }
  throw new LocalAwsError(
    `The ${tool} needs Python 3.${OLDEST_MINOR} or newer and there is no ${candidates.map((name) => `\`${name}\``).join(" or ")}: ` +
      `install Python, ${otherwise}`,
  );
}

const NETWORK_TROUBLE =
  /NewConnectionError|Failed to establish|name resolution|ConnectTimeout|ReadTimeout|ProxyError|SSLError|getaddrinfo|Network is unreachable/i;

function check({ status, output }: CommandResult, { logFile, purpose }: Context): void {
  if (status === 0) return;
  throw new LocalAwsError(installTrouble(output, logFile, purpose));
}

/** The error message for a failed installation, from the output of pip. */
export function installTrouble(output: string, logFile: string, purpose: Purpose = EMULATOR): string {
  const { tool, otherwise, retry } = purpose;
  if (NETWORK_TROUBLE.test(output)) {
    return (
      `The ${tool} could not be downloaded from PyPI: check the network ` +
      `(behind a proxy or a mirror, set HTTPS_PROXY or PIP_INDEX_URL) and run ${retry} again, ${otherwise}`
    );
  }
  const last = output.trim().split("\n").at(-1) ?? "";
  return `The ${tool} could not be installed (${last}): see ${logFile}, ${otherwise}`;
}
