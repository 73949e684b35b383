import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Figures } from "./figures.ts";

/** The console of the installed command: it brings its page along, and answers nothing else without a session. */
export async function inspectConsole(app: string, node: string, figures: Figures): Promise<void> {
  const command = join(app, "node_modules/keyferry/cli/keyferry.cjs");
  const child = spawn(node, [command, "--json", "console", "--no-open"], {
    cwd: app,
    // Nobody listens there: the page needs no deployment to be served.
    env: { PATH: process.env.PATH, HOME: app, KEYFERRY_API_URL: "http://127.0.0.1:9/api" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = await once(child.stdout, "data", { signal: AbortSignal.timeout(20_000) });
    const { origin } = new URL(JSON.parse(String(line)).url);
    const answers = ["/", "/console.js", "/console.css", "/icon.svg", "/api/deployment"].map(async (path) => {
      const { status, headers } = await fetch(`${origin}${path}`);
      return `${status} ${headers.get("content-type")}`;
    });
    figures.equal(
      "keyferry console serves its page",
      (await Promise.all(answers)).join(", "),
      "200 text/html; charset=utf-8, 200 text/javascript; charset=utf-8, 200 text/css; charset=utf-8, 200 image/svg+xml, " +
        "401 application/json; charset=utf-8",
    );
  } finally {
    child.kill("SIGTERM");
  }
}
