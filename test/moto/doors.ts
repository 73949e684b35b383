import { randomUUID } from "node:crypto";
import type { Invoke } from "./functions.ts";

export interface DoorAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: an answer's shape is what the steps find out
  readonly body: any;
}

export type Door = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<DoorAnswer>;

/** Calls a door's function as API Gateway does (payload format 2.0). A body that is a text is sent as it is. */
export const doorOf =
  (invoke: Invoke): Door =>
  async (method, path, body, headers = {}) => {
    const [rawPath, rawQueryString = ""] = path.split("?");
    const answer = await invoke({
      version: "2.0",
      rawPath,
      rawQueryString,
      headers: { "content-type": "application/json", ...headers },
      requestContext: { requestId: randomUUID(), timeEpoch: Date.now(), http: { method, path: rawPath } },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      isBase64Encoded: false,
    });
    return { status: answer.statusCode, body: answer.body ? JSON.parse(answer.body) : undefined };
  };
