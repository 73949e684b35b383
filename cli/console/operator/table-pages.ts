import type { Credential } from "../../../shared/credentials/credential.ts";
import type { ListingEntry } from "../../../shared/credentials/ports.ts";
import { credentialSchema } from "../../../shared/credentials/requests/answers.ts";
import type { CredentialList, CredentialPages } from "../ports.ts";

/** How long one request may wait for the listing to be read, in milliseconds. */
const WAIT_MS = 800;

/** A listing is read again after so many times as long as its reading took: at most a twentieth of the time goes into it. */
const REST = 20;
const LEAST_AGE_MS = 3_000;

interface Sources {
  /** A workspace's live credentials by name, page by page, in their order. */
  readonly list: (workspace: string) => AsyncIterable<readonly ListingEntry[]>;
  /** The records of these credentials, in this order and without those that are not there. */
  readonly findMany: (ids: readonly string[]) => Promise<readonly Credential[]>;
  readonly now: () => number;
}

interface Listing {
  readonly entries: ListingEntry[];
  isComplete: boolean;
  /** Until when it counts as new, in the clock's milliseconds. */
  until: number;
  /** Resolves when there is more to see, and rejects when the reading failed. */
  progress: Promise<void>;
}

/**
 * Credentials of the table: the listing is read once and kept by id and provider, and the records are read as they are
 * asked for. The API reads the whole listing for each page, which takes too long where there are 100,000.
 */
export function tablePages({ list, findMany, now }: Sources): CredentialPages & { forget(): void } {
  const listings = new Map<string, Listing>();

  function open(workspace: string): Listing {
    const known = listings.get(workspace);
    if (known !== undefined && (!known.isComplete || now() < known.until)) return known;
    const listing: Listing = {
      entries: [],
      isComplete: false,
      until: 0,
      progress: Promise.resolve(),
    };
    listings.set(workspace, listing);
    void read(listing, workspace);
    return listing;
  }

  async function read(listing: Listing, workspace: string): Promise<void> {
    const start = now();
    const pages = list(workspace)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = pages.next();
        listing.progress = next.then(() => undefined);
        // Nobody may be waiting for it.
        listing.progress.catch(() => {});
        const { done, value } = await next;
        if (done) break;
        for (const entry of value) listing.entries.push(entry);
      }
      listing.isComplete = true;
      listing.until = now() + Math.max(LEAST_AGE_MS, REST * (now() - start));
    } catch {
      // Whoever waits for the progress is told; the next request reads again.
      if (listings.get(workspace) === listing) listings.delete(workspace);
    }
  }

  return {
    async window({ workspace, provider, order }, offset, limit) {
      const listing = open(workspace);
      const matching = () =>
        provider === undefined
          ? listing.entries
          : listing.entries.filter((entry) => entry.provider === provider);
      const isReady = () => listing.isComplete || (order === "oldest" && matching().length >= offset + limit);
      for (const end = now() + WAIT_MS; !isReady() && now() < end; ) {
        await Promise.race([listing.progress, pauseUntil(end - now())]);
      }
      const known = matching();
      const part = listing.isComplete || order === "oldest" ? partOf(known, order, offset, limit) : [];
      const records = new Map((await findMany(part.map(({ id }) => id))).map((each) => [each.id, each]));
      const data = part.map(({ id }) => {
        const record = records.get(id);
        return record === undefined || record.deleted_at !== null ? null : credentialSchema.parse(record);
      });
      return { data, total: known.length, is_complete: listing.isComplete };
    },
    forget: () => {
      for (const [workspace, { isComplete }] of listings) if (isComplete) listings.delete(workspace);
    },
  };
}

function partOf(
  entries: readonly ListingEntry[],
  order: CredentialList["order"],
  offset: number,
  limit: number,
): readonly ListingEntry[] {
  if (order === "oldest") return entries.slice(offset, offset + limit);
  const end = Math.max(0, entries.length - offset);
  return entries.slice(Math.max(0, end - limit), end).toReversed();
}

const pauseUntil = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)).unref());
