import { join } from "node:path";
import { PROJECT } from "../../../infra/local/deploy.ts";
import { preparePython } from "../../../infra/local/python-environment.ts";
import { runCommand } from "../../../infra/local/run-command.ts";
import type { ClientContract } from "../contract/client-contract.ts";

const CLIENTS = join(PROJECT, "test", "clients");

export type PythonRelease = "newest" | "oldest";

/** Installs a pinned release of the Python client in an environment that later runs reuse. @returns its interpreter. */
export const preparePythonSdk = (release: PythonRelease): Promise<string> =>
  preparePython({
    directory: join(PROJECT, ".local", `python-sdk-${release}`),
    requirements: join(CLIENTS, release, "requirements.txt"),
    purpose: { tool: "Python client", otherwise: "or run the other tests.", retry: "the test" },
  });

/** Runs one of the programs in test/clients. @returns the lines of JSON that it prints. */
export async function runPython<Line>(
  python: string,
  [program, ...args]: readonly [program: string, ...args: string[]],
  environment: Readonly<Record<string, string>> = {},
): Promise<readonly Line[]> {
  const { status, output } = await runCommand(python, [join(CLIENTS, program), ...args], {
    cwd: PROJECT,
    // Warnings would stand between the lines: the client warns of slugs that it does not know.
    environment: { ...process.env, ...environment, PYTHONWARNINGS: "ignore", PYTHONDONTWRITEBYTECODE: "1" },
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}:\n${output.slice(-2_000)}`);
  return output
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);
}

/** What an installed Python client knows of the contract. */
export async function pythonContract(python: string): Promise<ClientContract> {
  const [contract] = await runPython<ClientContract>(python, ["describe_models.py"]);
  if (contract === undefined) throw new Error("describe_models.py printed nothing");
  return contract;
}
