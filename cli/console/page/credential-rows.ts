import type { CredentialsQuery, CredentialWindow, WireCredential } from "../wire.ts";
import { get } from "./call.ts";
import { partsOf, type Range } from "./visible-rows.ts";

/** Credentials of one request. */
const PART = 100;
/** The parts that are kept: 20,000 credentials. */
const KEPT = 200;
/** How long to wait before a list that is still counted is asked again, in milliseconds. */
const COUNT_MS = 300;

export type ListQuery = Omit<CredentialsQuery, "offset" | "limit">;

export interface RowsState {
  readonly total: number;
  readonly isComplete: boolean;
  readonly searched: number | null;
}

interface Listener {
  /** Rows or figures have changed. */
  readonly changed: (state: RowsState) => void;
  readonly failed: (error: unknown) => void;
}

/** The rows of one list, read part by part as they are looked at. It ends with the signal. */
export function createRows(query: ListQuery, { changed, failed }: Listener, signal: AbortSignal) {
  const parts = new Map<number, readonly (WireCredential | null)[]>();
  let state: RowsState = { total: 0, isComplete: false, searched: null };
  let wanted: readonly number[] = [0];
  let isReading = false;
  /** The parts that are read again although they are here. */
  const stale = new Set<number>();

  async function read(part: number): Promise<void> {
    const window = await get<CredentialWindow>(
      "/api/credentials",
      { ...query, offset: part * PART, limit: PART },
      signal,
    );
    parts.delete(part);
    if (window.data.length > 0) parts.set(part, window.data);
    stale.delete(part);
    const [oldest] = parts.keys();
    if (parts.size > KEPT && oldest !== undefined) parts.delete(oldest);
    state = { total: window.total, isComplete: window.is_complete, searched: window.searched };
    changed(state);
  }

  /** Of what is looked at: what is not here, then what is old, then what makes the count complete. */
  function next(): number | undefined {
    const isPartial = (part: number) =>
      (parts.get(part)?.length ?? 0) < Math.min(PART, state.total - part * PART);
    return (
      wanted.find((part) => isPartial(part)) ??
      wanted.find((part) => stale.has(part)) ??
      (state.isComplete ? undefined : (wanted[0] ?? 0))
    );
  }

  /** One request at a time: while somebody scrolls fast, only the place at which they arrive is read. */
  async function run(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      for (let part = next(); part !== undefined && !signal.aborted; part = next()) {
        const before = state;
        await read(part);
        const stands = state.total === before.total && state.searched === before.searched;
        if (!state.isComplete && stands) await new Promise((resolve) => setTimeout(resolve, COUNT_MS));
      }
    } catch (error) {
      if (!signal.aborted) failed(error);
    }
    isReading = false;
  }

  return {
    at: (row: number): WireCredential | null | undefined => parts.get(Math.floor(row / PART))?.[row % PART],
    /** Says which rows are looked at. */
    want(range: Range): void {
      wanted = partsOf(range, PART);
      void run();
    },
    /** Reads what is looked at again. */
    refresh(): void {
      for (const part of parts.keys()) stale.add(part);
      void run();
    },
    start: (): void => void run(),
  };
}

export type Rows = ReturnType<typeof createRows>;
