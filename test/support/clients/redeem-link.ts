import { setTimeout as pause } from "node:timers/promises";
import { readFragment } from "../../../functions/web/page/fragment.ts";
import { linkClient } from "../../../functions/web/page/link-client.ts";
import { isPinned, sealKey } from "../../../functions/web/page/seal-key.ts";

/** Redeems an intake link as its page does, without a browser. @returns what the door answers last. */
export async function redeemLink(url: string, key: string) {
  const { origin, pathname, hash } = new URL(url);
  const secret = readFragment(hash);
  if (secret === null) throw new Error("the link has no token");
  const client = linkClient(`${origin}${pathname}`, { fetch, wait: pause, now: () => performance.now() });
  const opened = await client.open(secret.token);
  if ("problem" in opened) return opened;
  const { jwk, seal } = opened.data;
  if (!(await isPinned(jwk, secret.thumbprint))) throw new Error("the key is not the one of the link");
  return await client.redeem(secret.token, await sealKey(key, jwk, seal), () => {});
}
