import { InvokeCommand, ListFunctionsCommand } from "@aws-sdk/client-lambda";
import type { World } from "./world.ts";

/** Invokes a deployed function and waits for its result. @param name a part of the function's name */
export async function invokeFunction(
  { clients: { lambda } }: World,
  name: string,
  event: object,
): Promise<void> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const found = Functions.find(({ FunctionName }) => FunctionName?.includes(name));
  const Payload = JSON.stringify(event);
  await lambda.send(new InvokeCommand({ FunctionName: found?.FunctionName, Payload }));
}
