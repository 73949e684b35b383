import { dirname, join } from "node:path";
import { PROJECT } from "../../infra/local/deploy.ts";
import { LocalAwsError } from "../../infra/local/local-aws-error.ts";
import { preparePython } from "../../infra/local/python-environment.ts";
import { runCommand } from "../../infra/local/run-command.ts";

/*
 * `npm run lint:workflows`: zizmor (https://docs.zizmor.sh) on what runs on GitHub, and on the settings of Dependabot.
 * What it would have to ask GitHub for, .github/workflows/zizmor.yml asks.
 */

try {
  const python = await preparePython({
    directory: join(PROJECT, ".local/zizmor"),
    requirements: join(import.meta.dirname, "requirements.txt"),
    purpose: { tool: "zizmor", otherwise: "and run it again.", retry: "npm run lint:workflows" },
  });
  const zizmor = join(dirname(python), "zizmor");
  const { status, output } = await runCommand(
    zizmor,
    ["--offline", "--persona=pedantic", "--no-progress", "--quiet", ".github"],
    { cwd: PROJECT, environment: process.env },
  );
  console.log(status === 0 ? "zizmor: nothing to say about .github" : output);
  process.exitCode = status;
} catch (error) {
  console.error(error instanceof LocalAwsError ? error.message : error);
  process.exitCode = 1;
}
