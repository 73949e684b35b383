import { fork } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WireItem } from "./item-size.ts";
import type { FromStub, Taken, ToStub } from "./messages.ts";

export interface Stub {
  /** The environment that makes a process use the stub instead of AWS. */
  readonly environment: NodeJS.ProcessEnv;
  readonly endpoint: string;
  /** What the stub saw since the previous call. */
  take(): Promise<Taken>;
  seed(item: WireItem): void;
  /** Lets the table have what a worker would have created of the rows that are sent, or forgets these. */
  importRows(on: boolean): void;
  /** Lets the index list the credentials of a workspace, or be empty. */
  list(on: boolean): void;
  /** Answers calls in steps and records them, or answers each at once. */
  step(on: boolean): void;
  /** Carries messages out before their sender gets an answer, so that a wait polls exactly once. */
  carryOut(deliver: ((bodies: readonly string[]) => Promise<void>) | undefined): void;
  stop(): Promise<void>;
}

/**
 * Starts the stub of AWS as a separate process.
 * @param modulusLength bits of the intake key: as deployed, or fewer where only calls are counted
 */
export async function startStub(modulusLength: 2048 | 4096 = 4096): Promise<Stub> {
  const child = fork(join(import.meta.dirname, "main.ts"), [String(modulusLength)], { stdio: "inherit" });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const directory = await mkdtemp(join(tmpdir(), "keyferry-bench-"));
  const tell = (message: ToStub): void => {
    child.send(message);
  };
  const next = <Type extends FromStub["type"]>(type: Type) =>
    new Promise<Extract<FromStub, { type: Type }>>((resolve, reject) => {
      const listen = (message: FromStub) => {
        if (message.type !== type) return;
        child.off("message", listen);
        resolve(message as Extract<FromStub, { type: Type }>);
      };
      child.on("message", listen);
      ended.then(() => reject(new Error("the stub of AWS ended")));
    });

  const { endpoint, cert } = await next("ready");
  const certificate = join(directory, "cert.pem");
  await writeFile(certificate, cert);
  let deliver: ((bodies: readonly string[]) => Promise<void>) | undefined;
  child.on("message", async (message: FromStub) => {
    if (message.type !== "delivery") return;
    await deliver?.(message.bodies);
    tell({ type: "delivered", ticket: message.ticket });
  });

  return {
    endpoint,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "stub",
      AWS_SECRET_ACCESS_KEY: "stub",
      AWS_SESSION_TOKEN: "stub",
      NODE_EXTRA_CA_CERTS: certificate,
    },
    async take() {
      const answer = next("taken");
      tell({ type: "take" });
      return answer;
    },
    seed: (item) => tell({ type: "seed", item }),
    importRows: (on) => tell({ type: "import", on }),
    list: (on) => tell({ type: "list", on }),
    step: (on) => tell({ type: "step", on }),
    carryOut(callback) {
      deliver = callback;
      tell({ type: "hold", on: callback !== undefined });
    },
    async stop() {
      child.disconnect();
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
