import type { Credential } from "../../../shared/credentials/credential.ts";
import type { CredentialUse } from "../../../shared/credentials/credential-use.ts";
import type { ListingEntry } from "../../../shared/credentials/ports.ts";
import { usedCredentialSchema } from "../../../shared/credentials/requests/answers.ts";
import type { CredentialList, CredentialPages } from "../ports.ts";
import { WINDOW, type WireUsedCredential } from "../wire.ts";

/** How long one request may wait for the listing to be read, in milliseconds. */
const WAIT_MS = 800;
/** The longest that the reading of a listing lets those records go first that somebody waits for, in milliseconds. */
const YIELD_MS = 1_000;
/** A listing is read again after so many times as long as its reading took: at most a twentieth of the time goes into it. */
const REST = 20;
const LEAST_AGE_MS = 3_000;

interface Sources {
  /** The first live credentials of a workspace, by the workspace's name: all, or as many as were asked for. */
  readonly first: (workspace: string, most: number) => Promise<readonly ListingEntry[]>;
  /** All of them, page by page, in their order. */
  readonly list: (workspace: string) => AsyncIterable<readonly ListingEntry[]>;
  /** The records of these credentials, in this order and without those that are not there. */
  readonly findMany: (ids: readonly string[]) => Promise<readonly Credential[]>;
  /** The last uses of those that were used, by id. */
  readonly findUses: (ids: readonly string[]) => Promise<ReadonlyMap<string, CredentialUse>>;
  readonly now: () => number;
}

interface Listing {
  entries: readonly ListingEntry[];
  isComplete: boolean;
  /** Until when it counts as new, in the clock's milliseconds. */
  until: number;
  /** Settles when there is more to see, or when the reading has failed. */
  progress: Promise<unknown>;
}

/**
 * Credentials of the table: the listing is read once and kept by id and provider, and the records are read as they are
 * asked for. The API reads the whole listing for each page, which takes too long where there are 100,000.
 */
export function tablePages({
  first,
  list,
  findMany,
  findUses,
  now,
}: Sources): CredentialPages & { forget(): void } {
  const listings = new Map<string, Listing>();
  /** Settles when no record is being read. */
  let busy: Promise<unknown> = Promise.resolve();

  function open(workspace: string): Listing {
    const known = listings.get(workspace);
    if (known !== undefined && (!known.isComplete || now() < known.until)) return known;
    const listing: Listing = { entries: [], isComplete: false, until: 0, progress: Promise.resolve() };
    listings.set(workspace, listing);
    void read(listing, workspace);
    return listing;
  }

  async function read(listing: Listing, workspace: string): Promise<void> {
    const start = now();
    try {
      listing.entries = await watched(listing, first(workspace, WINDOW));
      if (listing.entries.length === WINDOW) await readOn(listing, workspace);
      listing.isComplete = true;
      listing.until = now() + Math.max(LEAST_AGE_MS, REST * (now() - start));
    } catch {
      // Whoever waits for the progress is told; the next request reads again.
      if (listings.get(workspace) === listing) listings.delete(workspace);
    }
  }

  async function readOn(listing: Listing, workspace: string): Promise<void> {
    const pages = list(workspace)[Symbol.asyncIterator]();
    const entries: ListingEntry[] = [];
    for (;;) {
      const { done, value } = await watched(
        listing,
        quiet().then(() => pages.next()),
      );
      if (done) break;
      for (const entry of value) entries.push(entry);
      // What was read first is the beginning of what is read now.
      if (entries.length > listing.entries.length) listing.entries = entries;
    }
    listing.entries = entries;
  }

  /** Resolves when nobody waits for records, after whoever was told of the progress could ask for some. */
  async function quiet(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await Promise.race([busy, pause(YIELD_MS)]);
  }

  /** The live ones by their ids, as the API shows them. */
  async function recordsOf(entries: readonly ListingEntry[]): Promise<Map<string, WireUsedCredential>> {
    if (entries.length === 0) return new Map();
    const ids = entries.map(({ id }) => id);
    const reading = Promise.all([findMany(ids), findUses(ids)]);
    busy = Promise.allSettled([busy, reading]);
    const [records, uses] = await reading;
    const live = records.filter(({ deleted_at }) => deleted_at === null);
    return new Map(live.map((record) => [record.id, toWire(record, uses.get(record.id))]));
  }

  return {
    async window({ workspace, provider, order }, offset, limit) {
      const listing = open(workspace);
      const matching = () =>
        provider === undefined
          ? listing.entries
          : listing.entries.filter((entry) => entry.provider === provider);
      const isReady = () =>
        listing.isComplete || (order === "oldest" && limit > 0 && matching().length >= offset + limit);
      for (const end = now() + WAIT_MS; !isReady() && now() < end; ) {
        await Promise.race([listing.progress, pause(end - now())]);
      }
      const known = matching();
      const part = listing.isComplete || order === "oldest" ? partOf(known, order, offset, limit) : [];
      const records = await recordsOf(part);
      return {
        data: part.map(({ id }) => records.get(id) ?? null),
        total: known.length,
        is_complete: listing.isComplete,
      };
    },
    forget: () => {
      for (const [workspace, { isComplete }] of listings) if (isComplete) listings.delete(workspace);
    },
  };
}

const toWire = (credential: Credential, use: CredentialUse | undefined): WireUsedCredential =>
  usedCredentialSchema.parse({
    ...credential,
    last_used_at: use?.last_used_at ?? null,
    last_hour: use ?? null,
  });

/** Notes a step of the reading as the listing's progress. Nobody may be waiting for it. */
function watched<Step>(listing: Listing, step: Promise<Step>): Promise<Step> {
  listing.progress = step;
  step.catch(() => {});
  return step;
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

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)).unref());
