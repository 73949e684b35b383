import type { CredentialList, CredentialPages } from "../ports.ts";
import { type CredentialsQuery, type CredentialWindow, WINDOW, type WireUsedCredential } from "../wire.ts";

/** How long one request may look on, in milliseconds. */
const LOOK_MS = 400;

/** How many searches are kept, so that a page that goes back and forth need not look again. */
const KEPT = 3;

/** What a search wants to be true of a credential, beyond what the listing itself says. */
export type Wanted = Pick<CredentialsQuery, "state" | "text">;

export function isWanted(credential: WireUsedCredential, { state, text }: Wanted): boolean {
  if (state !== undefined && credential.disabled !== (state === "disabled")) return false;
  if (text === undefined) return true;
  const needle = text.toLowerCase();
  const { id, label, name, provider } = credential;
  return [id, label, name ?? "", provider].some((value) => value.toLowerCase().includes(needle));
}

interface Search {
  readonly found: WireUsedCredential[];
  searched: number;
  isComplete: boolean;
}

export interface CredentialSearch {
  /** What was found so far. Each call looks on for a while, until everything was looked at. */
  look(
    list: CredentialList,
    wanted: Wanted,
    part: { readonly offset: number; readonly limit: number },
  ): Promise<CredentialWindow>;
  /** The next call begins again from the start. */
  forget(): void;
}

/**
 * Looks through lists for what no index knows: names, labels and states. It reads a record of each credential, so it works
 * only while somebody asks for the result.
 */
export function createSearch(pages: CredentialPages, now: () => number): CredentialSearch {
  const searches = new Map<string, Search>();

  function find(key: string): Search {
    const search = searches.get(key) ?? { found: [], searched: 0, isComplete: false };
    searches.delete(key);
    searches.set(key, search);
    const [oldest] = searches.keys();
    if (searches.size > KEPT && oldest !== undefined) searches.delete(oldest);
    return search;
  }

  async function lookOn(search: Search, list: CredentialList, wanted: Wanted, until: number) {
    while (!search.isComplete && now() < until) {
      const at = search.searched;
      const window = await pages.window(list, at, WINDOW);
      // Another request may have looked at the same window meanwhile.
      if (search.searched !== at) continue;
      search.searched += window.data.length;
      search.isComplete = window.is_complete && search.searched >= window.total;
      search.found.push(
        ...window.data.filter((each): each is WireUsedCredential => each !== null && isWanted(each, wanted)),
      );
      if (window.data.length === 0) break;
    }
  }

  return {
    async look(list, wanted, { offset, limit }) {
      const search = find(JSON.stringify([list, wanted]));
      await lookOn(search, list, wanted, now() + LOOK_MS);
      return {
        data: search.found.slice(offset, offset + limit),
        total: search.found.length,
        is_complete: search.isComplete,
        searched: search.searched,
      };
    },
    forget: () => searches.clear(),
  };
}
