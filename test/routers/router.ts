import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Tenant } from "./platform.ts";

/** A router with the tenants' keys behind it. */
export interface Router {
  readonly name: string;
  /** Sends a chat whose text is this name, and returns the status. */
  ask(tenant: Tenant, name: string): Promise<number>;
  close(): Promise<void>;
}

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Takes what the program prints. */
  readonly log: string;
}

/** Starts a program that runs until it is stopped. */
export function startProgram({ command, args, cwd, environment, log }: Program) {
  const child = spawn(command, args, { cwd, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const file = createWriteStream(log);
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  return { child, stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const patience = setTimeout(() => child.kill("SIGKILL"), 5_000);
  await ended;
  clearTimeout(patience);
}

/** Waits until something answers there. @throws Error after that many seconds */
export async function answering(url: string, seconds: number): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  while (Date.now() < deadline) {
    const response = await fetch(url).catch(() => undefined);
    if (response !== undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`nothing answers at ${url}`);
}

/** A chat in OpenAI's form. */
export const chat = (name: string) =>
  JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: name }] });

/** The first line that a program prints: the port that it listens on. */
export async function portOf(child: ChildProcess): Promise<number> {
  const [line] = await once(child.stdout as NodeJS.ReadableStream, "data");
  return Number(String(line).trim());
}
