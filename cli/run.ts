import type { Command } from "commander";
import { once } from "../shared/kernel/once.ts";
import { apiClient, type CallApi } from "./api-client.ts";
import { print } from "./output.ts";
import { type CliSettings, type GlobalFlags, readSettings } from "./settings.ts";

/** What a command works with. */
export interface Run {
  readonly settings: CliSettings;
  readonly callApi: CallApi;
  /** Prints the command's result: JSON with `--json`, else the text. */
  print(value: unknown, forPeople: () => string): void;
}

/** The settings and helpers of one run, for the command that commander runs. */
export async function startRun(command: Command): Promise<Run> {
  const settings = await readSettings(command.optsWithGlobals<GlobalFlags>());
  const client = once(() => apiClient(settings));
  return {
    settings,
    callApi: async (request, schema) => (await client())(request, schema),
    print: (value, forPeople) => print(settings.json, value, forPeople),
  };
}
