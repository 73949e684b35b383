import type { CredentialsQuery, CredentialWindow, WireUsedCredential } from "../wire.ts";
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
  const parts = new Map<number, readonly (WireUsedCredential | null)[]>();
  let state: RowsState = { total: 0, isComplete: false, searched: null };
  let wanted: readonly number[] = [0];
  let isUnread = true;
  let isReading = false;
  /** The parts that are read again although they are here. */
  const stale = new Set<number>();

  /** Reads a part, or the count alone. */
  async function read(part: number | "count"): Promise<void> {
    const where = part === "count" ? { offset: 0, limit: 0 } : { offset: part * PART, limit: PART };
    const window = await get<CredentialWindow>("/api/credentials", { ...query, ...where }, signal);
    if (part !== "count") keep(part, window.data);
    state = { total: window.total, isComplete: window.is_complete, searched: window.searched };
    changed(state);
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
    const isPartial = (part: number) =>
      (parts.get(part)?.length ?? 0) < Math.min(PART, state.total - part * PART);
    return (
      (isUnread ? 0 : undefined) ??
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
        const before = state;
        await read(part);
        isUnread = false;
        const stands = state.total === before.total && state.searched === before.searched;
        if (!state.isComplete && stands) await new Promise((resolve) => setTimeout(resolve, COUNT_MS));
      }
    } catch (error) {
      if (!signal.aborted) failed(error);
    }
    isReading = false;
  }

  return {
    at: (row: number): WireUsedCredential | null | undefined =>
      parts.get(Math.floor(row / PART))?.[row % PART],
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
