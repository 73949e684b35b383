import type { Answer } from "./connect.ts";

/** A POST to the webhook door as it is, signed or not. */
export async function postDelivery(
  apiUrl: string,
  name: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Answer> {
  const answer = await fetch(`${apiUrl}/webhooks/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
    ...(signal && { signal }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    body: text === "" ? undefined : JSON.parse(text),
  };
}
