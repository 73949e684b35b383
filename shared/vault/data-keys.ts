import type { Clock } from "../kernel/ports.ts";
import type { DataKey } from "./encrypt-key.ts";

/** For how long, and for how many credentials, a process may use one data key of a workspace. */
export interface KeepDataKeys {
  readonly seconds: number;
  readonly uses: number;
  readonly now: Clock;
  /** Runs something after so many milliseconds. */
  readonly later: (run: () => void, milliseconds: number) => void;
}

/** Data keys by workspace. */
export interface DataKeys {
  /** A data key of this workspace, made by KMS or used before. */
  of(workspaceId: string | null): Promise<DataKey>;
}

type Generate = (workspaceId: string | null) => Promise<DataKey>;

/** One data key per workspace, for as long as these are in use. */
export function dataKeysOfSession(generate: Generate): DataKeys {
  const keys = new Map<string | null, Promise<DataKey>>();
  return {
    of(workspaceId) {
      const key = keys.get(workspaceId) ?? generate(workspaceId);
      keys.set(workspaceId, key);
      return key;
    },
  };
}

/**
 * Data keys that outlive their session, within bounds: each is dropped at the end of its time, also if nobody asks for it
 * any more, and after its last use. One that KMS did not make is not kept.
 */
export function keptDataKeys(generate: Generate, { seconds, uses, now, later }: KeepDataKeys): DataKeys {
  const kept = new Map<
    string | null,
    { readonly key: Promise<DataKey>; readonly until: number; left: number }
  >();
  return {
    of(workspaceId) {
      const found = kept.get(workspaceId);
      if (found !== undefined && found.left > 0 && now().getTime() < found.until) {
        found.left -= 1;
        return found.key;
      }
      const key = generate(workspaceId);
      const entry = { key, until: now().getTime() + seconds * 1000, left: uses - 1 };
      const drop = () => {
        if (kept.get(workspaceId) === entry) kept.delete(workspaceId);
      };
      kept.set(workspaceId, entry);
      key.catch(drop);
      later(drop, seconds * 1000);
      return key;
    },
  };
}
