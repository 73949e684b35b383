import { REGIONS, type Region } from "../kernel/region.ts";
import { reveal, type Secret } from "../kernel/secret.ts";
import { PROVIDERS } from "./catalogue.ts";
import { member, readJson } from "./key-reading.ts";

/**
 * The region that a key names, for a provider whose keys can name one: `{"api_key": …, "region": …}`. Null for any
 * other provider or key, and for a region that the contract does not know.
 */
export function regionOfKey(provider: string, key: Secret): Region | null {
  if (!isRegionInKey(provider)) return null;
  const json = readJson(reveal(key));
  const [entry] = json === null || json === "malformed" ? [] : json.entries;
  const named = entry && member(entry, "region");
  return REGIONS.find((region) => region === named) ?? null;
}

/** Whether it is the key that says in which region an account of this provider processes requests. */
export const isRegionInKey = (provider: string): boolean => PROVIDERS.get(provider)?.regions === "in_key";

/**
 * The reason for which a credential cannot declare a region; null if it can. `global` says as much as null. Nothing is
 * known of a provider that the deployment added, so it may declare any.
 * @param keyRegion the region that the credential's key names; undefined while the key is sealed.
 */
export function refuseRegion(
  provider: string,
  declared: Region | null,
  keyRegion: Region | null | undefined,
): string | null {
  const regions = PROVIDERS.get(provider)?.regions;
  if (declared === null || regions === undefined) return null;
  if (regions === "in_key") {
    const isOfKey = keyRegion === undefined || declared === (keyRegion ?? "global");
    return isOfKey ? null : "must be the region that the key names: a key that names none is global";
  }
  const possible = ["global", ...regions];
  return possible.includes(declared) ? null : `must be ${possible.join(" or ")} for this provider`;
}
