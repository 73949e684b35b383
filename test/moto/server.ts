import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { awsEnvironment } from "../../infra/local/aws-environment.ts";
import { LocalAwsError } from "../../infra/local/local-aws-error.ts";

export interface MotoServer {
  readonly endpoint: string;
  /** Ends the server's process. Resolves once it has ended. */
  stop(): Promise<void>;
}

const READY_WITHIN_MS = 60_000;
const RUNNING = /^Running on (http:\/\/127\.0\.0\.1:\d+)$/;

/**
 * Starts moto's server with `launcher.py` on a free port of loopback. It keeps everything in memory.
 * @param python the path of a Python with the packages of requirements.txt.
 * @throws LocalAwsError where it does not answer.
 */
export async function startMoto(python: string, logFile: string): Promise<MotoServer> {
  const child = spawn(python, [join(import.meta.dirname, "launcher.py")], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { ...awsEnvironment(""), PYTHONDONTWRITEBYTECODE: "1" },
  });
  child.stderr.pipe(createWriteStream(logFile));
  const ended = once(child, "exit").then(
    () => undefined,
    () => undefined,
  );
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  const running = (async () => {
    for await (const line of createInterface(child.stdout)) {
      const endpoint = RUNNING.exec(line)?.[1];
      if (endpoint !== undefined) return endpoint;
    }
    return undefined;
  })();
  const timeout = once(AbortSignal.timeout(READY_WITHIN_MS), "abort").then(() => undefined);
  const endpoint = await Promise.race([running, timeout]);
  if (endpoint !== undefined) return { endpoint, stop };
  await stop();
  throw new LocalAwsError(`moto's server did not start: see ${logFile}`);
}
