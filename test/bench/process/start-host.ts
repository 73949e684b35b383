import { fork } from "node:child_process";
import { once } from "node:events";
import type { FromHost, ToHost } from "./messages.ts";

export interface Host {
  /** Hands these events to the handler, one after the other. One call at a time. */
  invoke(...events: readonly unknown[]): Promise<FromHost>;
  stop(): Promise<void>;
}

/**
 * A process that holds one bundle, warm.
 * @param host the bundle of host.ts; `file`: the bundle to hold.
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
