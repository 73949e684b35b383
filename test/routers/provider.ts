import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A provider on loopback that answers chats like OpenAI, by the key of the request. */
export interface Provider {
  /** The address of its API, with `/v1`. */
  readonly url: string;
  /**
   * From now on, requests with this key get this status. Every other key gets a 200.
   * @param meanwhile happens before the answer.
   */
  refuse(key: string, status: number, meanwhile?: () => Promise<void>): void;
  /** The keys of the requests whose text had this name, first to last. */
  keysOf(name: string): readonly string[];
  close(): void;
}

export async function openProvider(): Promise<Provider> {
  const refusals = new Map<string, { readonly status: number; readonly meanwhile: () => Promise<void> }>();
  const seen = new Map<string, string[]>();
  const server = createServer(async (request, response) => {
    const key = String(request.headers.authorization).replace(/^Bearer /, "");
    const body = await text(request);
    // LiteLLM lists models at its start.
    if (request.method !== "POST") return response.writeHead(404).end();
    const { messages, model } = JSON.parse(body);
    const { content } = messages.at(-1);
    const name = typeof content === "string" ? content : content[0].text;
    seen.set(name, [...(seen.get(name) ?? []), key]);
    const { status = 200, meanwhile } = refusals.get(key) ?? {};
    await meanwhile?.();
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(status === 200 ? completion(model) : REFUSAL));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    refuse: (key, status, meanwhile = async () => {}) => void refusals.set(key, { status, meanwhile }),
    keysOf: (name) => seen.get(name) ?? [],
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

const completion = (model: string) => ({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1,
  model,
  choices: [{ index: 0, finish_reason: "stop", message: { role: "assistant", content: "ok" } }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
});

const REFUSAL = { error: { message: "refused", type: "invalid_request_error", code: "invalid_api_key" } };
