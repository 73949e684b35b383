import type { Command } from "commander";
import { type ApiRequest, apiClient } from "./api-client.ts";
import { print } from "./output.ts";
import { type GlobalFlags, readSettings, type Settings } from "./settings.ts";

/** What a command works with. */
export interface Run {
  readonly settings: Settings;
  // biome-ignore lint/suspicious/noExplicitAny: the shape is the API's contract
  callApi(request: ApiRequest): Promise<any>;
  /** The command's result: JSON with `--json`, else this text. */
  print(value: unknown, forPeople: () => string): void;
}

/** The settings and helpers of one run, from the command that commander is carrying out. */
export async function startRun(command: Command): Promise<Run> {
  const settings = await readSettings(command.optsWithGlobals<GlobalFlags>());
  return {
    settings,
    callApi: async (request) => (await apiClient(settings))(request),
    print: (value, forPeople) => print(settings.json, value, forPeople),
  };
}
