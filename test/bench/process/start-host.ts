import { fork } from "node:child_process";
import { once } from "node:events";
import type { FromHost, ToHost } from "./messages.ts";

export interface Host {
  /** Passes these events to the handler, one after the other. Only one call may run at a time. */
  invoke(...events: readonly unknown[]): Promise<FromHost>;
  stop(): Promise<void>;
}

/**
 * Starts a process that keeps one bundle warm.
 * @param host the bundle of host.ts
 * @param file the bundle to load
 */
export async function startHost(host: string, file: string, environment: NodeJS.ProcessEnv): Promise<Host> {
  const child = fork(host, [file], { env: environment, stdio: ["ignore", "pipe", "inherit", "ipc"] });
  const ended = once(child, "exit");
  const answer = async (): Promise<unknown> => {
    const [message] = await Promise.race([
      once(child, "message"),
      ended.then(([code]) => {
        throw new Error(`${file} ended with ${code}`);
      }),
    ]);
    return message;
  };
  await answer();
  return {
    async invoke(...events) {
      const message: ToHost = { events };
      child.send(message);
      return (await answer()) as FromHost;
    },
    async stop() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
