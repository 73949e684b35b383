import { InvokeCommand, type LambdaClient, ListFunctionsCommand } from "@aws-sdk/client-lambda";

/** Invokes a deployed function and waits for its result. @param name a part of the function's name */
export async function invokeFunction(lambda: LambdaClient, name: string, event: object): Promise<void> {
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  const found = Functions.find(({ FunctionName }) => FunctionName?.includes(name));
  const Payload = JSON.stringify(event);
  await lambda.send(new InvokeCommand({ FunctionName: found?.FunctionName, Payload }));
}
