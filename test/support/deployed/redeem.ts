import { setTimeout as pause } from "node:timers/promises";
import { sealKey } from "../../../functions/web/page/seal-key.ts";
import { type Answer, readAnswer } from "../emulator/connect.ts";

/** The id, the token and the thumbprint in an intake link. */
export function partsOf(url: string): {
  readonly id: string;
  readonly token: string;
  readonly thumbprint: string;
} {
  const [, id = "", token = "", thumbprint = ""] = /\/in\/([\w-]+)#([\w-]+)\.([\w-]+)$/.exec(url) ?? [];
  return { id, token, thumbprint };
}

/** The requests of the page of an intake link, one by one, with the answers of its door. */
export function doorOf(url: string) {
  const { token } = partsOf(url);
  const address = url.slice(0, url.indexOf("#"));
  const post = async (path: string, body: object): Promise<Answer> => {
    const headers = { "content-type": "application/json" };
    for (;;) {
      const init = { method: "POST", headers, body: JSON.stringify({ token, ...body }) };
      const answer = await readAnswer(await fetch(`${address}${path}`, init));
      if (answer.status !== 503) return answer;
      await pause(Number(answer.headers.get("retry-after")) * 1000);
    }
  };
  const open = () => post("/open", {});
  const bring = (sealed_key: string) => post("", { sealed_key });
  /** @param opened the data of an earlier answer of `open`. */
  const seal = (key: string, opened: Answer["body"]): Promise<string> =>
    sealKey(key, opened.jwk, opened.seal);
  return {
    open,
    bring,
    seal,
    sealAndBring: async (key: string) => bring(await seal(key, (await open()).body.data)),
  };
}
