import { type Answer, readAnswer } from "../emulator/connect.ts";

/** POSTs to the webhook door without changing or signing the body. */
export async function postDelivery(
  apiUrl: string,
  name: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Answer> {
  const response = await fetch(`${apiUrl}/webhooks/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
    ...(signal && { signal }),
  });
  return readAnswer(response);
}
