import type { CredentialsQuery, CredentialWindow, WireUsedCredential } from "../wire.ts";
import { partsOf, type Range } from "./visible-rows.ts";

/** Credentials of one request. */
export const PART = 100;
/** The parts that are kept: 20,000 credentials. */
const KEPT = 200;
/** How long to wait before a list that has not changed is asked again, in milliseconds. */
const COUNT_MS = 300;

/** What a list is of. */
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

/** Reads a part of the list. No rows are asked for where only the count is wanted. */
type ReadPart = (part: { readonly offset: number; readonly limit: number }) => Promise<CredentialWindow>;

/** The rows of one list, read part by part as they are looked at. It ends with the signal. */
export function createRows(read: ReadPart, { changed, failed }: Listener, signal: AbortSignal) {
  const parts = new Map<number, CredentialWindow["data"]>();
  let state: RowsState = { total: 0, isComplete: false, searched: null };
  let wanted: readonly number[] = [0];
  let isUnread = true;
  let isReading = false;
  /** The parts that are read again although they are here. */
  const stale = new Set<number>();

  /** Returns whether anything is known now that was not. */
  async function readOne(part: number | "count"): Promise<boolean> {
    const before = { ...state, rows: part === "count" ? 0 : parts.get(part)?.length };
    const where = part === "count" ? { offset: 0, limit: 0 } : { offset: part * PART, limit: PART };
    const { data, total, is_complete, searched } = await read(where);
    if (signal.aborted) return true;
    if (part !== "count") keep(part, data);
    isUnread = false;
    state = { total, isComplete: is_complete, searched };
    changed(state);
    const { rows, ...known } = before;
    return JSON.stringify(known) !== JSON.stringify(state) || (part !== "count" && rows !== data.length);
  }

  function keep(part: number, data: CredentialWindow["data"]): void {
    parts.delete(part);
    if (data.length > 0) parts.set(part, data);
    stale.delete(part);
    const [oldest] = parts.keys();
    if (parts.size > KEPT && oldest !== undefined) parts.delete(oldest);
  }

  /** What is looked at and not here, then what is old, then the count. */
  function next(): number | "count" | undefined {
    if (isUnread) return 0;
    const isPartial = (part: number) =>
      (parts.get(part)?.length ?? 0) < Math.min(PART, state.total - part * PART);
    return (
      wanted.find((part) => isPartial(part)) ??
      wanted.find((part) => stale.has(part)) ??
      (state.isComplete ? undefined : "count")
    );
  }

  /** One request at a time: while somebody scrolls fast, only the place at which they arrive is read. */
  async function run(): Promise<void> {
    if (isReading) return;
    isReading = true;
    try {
      for (let part = next(); part !== undefined && !signal.aborted; part = next()) {
        const isNew = await readOne(part);
        if (!isNew && next() !== undefined) await new Promise((resolve) => setTimeout(resolve, COUNT_MS));
      }
    } catch (error) {
      if (!signal.aborted) failed(error);
    }
    isReading = false;
  }

  return {
    /** Null for one that was deleted, undefined for one that is not here yet. */
    at: (row: number): WireUsedCredential | null | undefined =>
      parts.get(Math.floor(row / PART))?.[row % PART],
    /** Says which rows are looked at. */
    want(range: Range): void {
      wanted = partsOf(range, PART);
      void run();
    },
    /** Reads what is looked at again; what is not, when it is looked at. */
    refresh(): void {
      for (const part of parts.keys()) stale.add(part);
      // The count may have changed as well.
      if (parts.size === 0) isUnread = true;
      void run();
    },
    start: (): void => void run(),
  };
}

export type Rows = ReturnType<typeof createRows>;
