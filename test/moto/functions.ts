import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ofType, type Stackful } from "../support/template/readable.ts";
import type { References } from "./resources.ts";

/** Invokes a function as Lambda would, and returns what its handler returns. */
// biome-ignore lint/suspicious/noExplicitAny: as on Lambda, an event and an answer are any JSON
export type Invoke = (event: unknown) => Promise<any>;

interface FunctionProperties {
  readonly Code: { readonly S3Key: string };
  readonly Environment: { readonly Variables: Readonly<Record<string, string>> };
  readonly Timeout: number;
}

/**
 * Loads the bundle of each function into this process, with the environment that the template gives it.
 * @param assembly the directory of `cdk synth`.
 * @returns by the function's name in the code, such as `Worker/Function`.
 */
export async function loadFunctions(
  stack: Stackful,
  references: References,
  assembly: string,
): Promise<ReadonlyMap<string, Invoke>> {
  const functions = new Map<string, Invoke>();
  for (const [name, { Properties }] of ofType(stack, "AWS::Lambda::Function")) {
    const { Code, Environment, Timeout } = Properties as unknown as FunctionProperties;
    const variables = Object.entries(Environment.Variables).map(([key, value]) => [
      key,
      references.get(value) ?? value,
    ]);
    // A handler reads its environment when it is loaded.
    Object.assign(process.env, { AWS_LAMBDA_FUNCTION_NAME: name }, Object.fromEntries(variables));
    const file = join(assembly, `asset.${Code.S3Key.replace(/\.zip$/, "")}`, "index.mjs");
    const { handler } = await import(pathToFileURL(file).href);
    functions.set(name.replace(/\/Lambda$/, ""), (event) => {
      const ends = Date.now() + Timeout * 1_000;
      return handler(event, { getRemainingTimeInMillis: () => ends - Date.now() });
    });
  }
  return functions;
}
