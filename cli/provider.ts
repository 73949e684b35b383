import * as z from "zod/mini";
import { KeyferryError } from "../shared/kernel/errors.ts";
import { didYouMean } from "../shared/kernel/nearest-name.ts";
import { providerSlugs, UNKNOWN_PROVIDER } from "../shared/providers/slug.ts";
import type { Run } from "./run.ts";

/**
 * Makes sure that the deployment knows a provider, before anybody is asked for a key. The command itself knows the
 * catalogue and the slugs of the profile. About any other slug it asks the deployment, which may have added it: by a
 * creation that cannot succeed, because its key is empty. In a query the slug would be in the logs of proxies, and it
 * may be a key in the wrong place.
 * @throws KeyferryError `invalid_request` for an unknown provider, with the one that was probably meant.
 */
export async function requireProvider(
  slug: string,
  { settings, callApi }: Pick<Run, "settings" | "callApi">,
): Promise<void> {
  const known = providerSlugs(settings.extraProviders);
  if (known.has(slug)) return;
  const body = { type: "application/json", text: JSON.stringify({ provider: slug, key: "" }) };
  const refusal = await callApi({ method: "POST", path: "/byok", body }, z.unknown()).catch(
    (error: unknown) => error,
  );
  if (!(refusal instanceof KeyferryError)) return;
  if (refusal.kind !== "invalid_request") throw refusal;
  if (refusal.fields.every(({ path }) => path !== "provider")) return;
  const reason = `${UNKNOWN_PROVIDER}${didYouMean([slug], known)} (keyferry providers lists them)`;
  throw new KeyferryError("invalid_request", refusal.message, { fields: [{ path: "provider", reason }] });
}
