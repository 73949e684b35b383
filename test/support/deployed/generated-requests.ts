import { randomBytes } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT } from "../../../infra/local/deploy.ts";
import { preparePython } from "../../../infra/local/python-environment.ts";
import { runCommand } from "../../../infra/local/run-command.ts";
import { makeContractWorld } from "./contract-world.ts";
import { deployment } from "./deployment.ts";

const CONTRACT = join(PROJECT, "test", "contract");
const LOCAL = join(PROJECT, ".local");

export interface GeneratedRun {
  /** 0 if every answer matched the document. */
  readonly status: number;
  readonly output: string;
  /** How often each operation answered with each status, e.g. `GET /byok 200`. */
  readonly answers: Readonly<Record<string, number>>;
}

/** Prepares the pinned client in a virtual environment that later runs reuse. */
export async function prepareClient(): Promise<string> {
  const requirements = join(CONTRACT, "requirements.txt");
  const python = await preparePython({ directory: join(LOCAL, "contract-python"), requirements });
  return join(python, "..", "schemathesis");
}

/** Generates requests from docs/openapi.json and sends them to the deployed API as a new tenant. */
export async function generateRequests(client: string, phases: string): Promise<GeneratedRun> {
  const { token, world } = await makeContractWorld();
  const document = join(PROJECT, "docs", "openapi.json");
  const counts = join(LOCAL, `answers-${randomBytes(6).toString("hex")}.json`);
  const { status, output } = await runCommand(
    client,
    [
      "--no-color",
      ...["--config-file", join(CONTRACT, "schemathesis.toml")],
      ...["run", document, "--url", deployment.apiUrl, "--phases", phases],
      ...["--header", `Authorization: Bearer ${token}`],
    ],
    {
      // The client's files stay outside the project.
      cwd: LOCAL,
      environment: {
        ...process.env,
        KEYFERRY_WORLD: JSON.stringify(world),
        KEYFERRY_COUNTS: counts,
        KEYFERRY_OPENAPI: document,
        PYTHONDONTWRITEBYTECODE: "1",
        PYTHONPATH: CONTRACT,
        SCHEMATHESIS_HOOKS: join(CONTRACT, "hooks.py"),
      },
    },
  );
  const answers = JSON.parse(await readFile(counts, "utf8").catch(() => "{}"));
  await rm(counts, { force: true });
  return { status, output, answers };
}
