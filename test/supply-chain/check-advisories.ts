import { spawnSync } from "node:child_process";
import { PROJECT } from "../../infra/local/deploy.ts";
import { describeAdvisories } from "./describe-advisories.ts";
import { judgeAdvisories } from "./judge-advisories.ts";

/*
 * `npm run lint:advisories`: known vulnerabilities of what is installed. Production dependencies fail from "moderate"
 * on, those of development from "high" on. Not every registry has an advisories service: without one, it says so and
 * passes, or fails with `-- --required`.
 */

/** npm exits with 1 for findings and for failures alike: what it printed tells the two apart. */
function npmAudit(...args: readonly string[]): string {
  const run = spawnSync("npm", ["audit", "--json", ...args], {
    cwd: PROJECT,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return run.stdout ?? "";
}

const verdict = judgeAdvisories(npmAudit("--omit=dev"), npmAudit());
const { text, status } = describeAdvisories(verdict, process.argv.includes("--required"));
(status === 0 ? console.log : console.error)(text);
process.exitCode = status;
