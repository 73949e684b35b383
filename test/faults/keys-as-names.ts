import { leaks } from "../support/data/disguises.ts";
import type { Tenant } from "./clients.ts";

/** The text that every key of letters alone contains. Nothing about it tells it from a name. */
export const LETTERS_MARK = "KeyFerryFaultRunOfLetters";

const KEY = `hf_${LETTERS_MARK}${"q".repeat(9)}`;

/**
 * Sends keys where the contract expects names: of members, at two depths and in a row, in a query and in a path. Returns
 * each answer that repeats one or refuses none, in words. The search for raw keys covers the logs and the events afterwards.
 */
export async function sendKeysAsNames([tenant]: readonly Tenant[]): Promise<string[]> {
  if (tenant === undefined) return [];
  const { api } = tenant;
  const row = JSON.stringify({ version: 1, type: "credential.import", row: 1, [KEY]: true });
  const answers = {
    "a member": await api("POST", "/byok", { provider: "openai", [KEY]: "x" }),
    "a member inside a member": await api("POST", "/byok", { provider: { [KEY]: 1 }, key: "" }),
    "a provider": await api("POST", "/byok", { provider: KEY, key: "x" }),
    "a row's member": await api("POST", "/byok/imports", row, { "content-type": "application/x-ndjson" }),
    "a name in a query": await api("GET", `/byok?${KEY}=1&limit=none`),
    "a path": await api("GET", `/byok/${KEY}`),
  };
  return Object.entries(answers).flatMap(([place, { status, text }]) => [
    ...(status >= 400 && status < 500 ? [] : [`a key as ${place} was answered with ${status}`]),
    ...(leaks({ answer: text }, [LETTERS_MARK]).length > 0 ? [`a key as ${place} is repeated`] : []),
  ]);
}
