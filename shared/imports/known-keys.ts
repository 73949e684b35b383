import { type FingerprintReader, type KnownKeys, MAX_COMPARED } from "./ports.ts";

/** The most keys that a process keeps: some 80 MB. */
const MAX_KEPT = 4 * MAX_COMPARED;

/** A workspace without any key takes as much memory as some keys do. */
const OF_WORKSPACE = 100;

/** By fingerprint, the id of a credential with that key; null where they are too many. */
type Keys = Map<string, string> | null;

/**
 * The keys that a workspace has, by fingerprint: read once for each import and process, at one read unit for each live
 * credential, and kept up with what the process itself creates. Where one key stands in two rows of one import, it may
 * not see that, since other processes work on the same import; whoever sends the rows sees it.
 */
export function knownKeys({ listFingerprints }: FingerprintReader, mostKept = MAX_KEPT): KnownKeys {
  const read = new Map<string, { readonly keys: Promise<Keys>; found: Keys }>();

  /** With what an import has created meanwhile. */
  const sizeOf = ({ found }: { readonly found: Keys }): number => OF_WORKSPACE + (found?.size ?? 0);

  const forgetOldest = (): void => {
    let kept = [...read.values()].reduce((sum, entry) => sum + sizeOf(entry), 0);
    for (const [name, entry] of read) {
      if (kept <= mostKept || read.size === 1) return;
      read.delete(name);
      kept -= sizeOf(entry);
    }
  };

  const keysOf = (importId: string, workspaceId: string | null): Promise<Keys> => {
    const name = `${importId}/${workspaceId}`;
    const known = read.get(name);
    if (known !== undefined) return known.keys;
    const keys = readKeys(listFingerprints(workspaceId));
    const entry: { readonly keys: Promise<Keys>; found: Keys } = { keys, found: null };
    read.set(name, entry);
    keys.then(
      (found) => {
        entry.found = found;
        forgetOldest();
      },
      // What could not be read is read again for the next row.
      () => read.delete(name),
    );
    return keys;
  };

  return {
    async claim({ import_id, workspace_id }, fingerprint, id) {
      const keys = await keysOf(import_id, workspace_id);
      if (keys === null) return "too_many";
      const holder = keys.get(fingerprint) ?? id;
      keys.set(fingerprint, holder);
      return holder === id ? null : { same_as: holder };
    },
  };
}

async function readKeys(pages: ReturnType<FingerprintReader["listFingerprints"]>): Promise<Keys> {
  const keys = new Map<string, string>();
  let count = 0;
  for await (const page of pages) {
    count += page.length;
    if (count > MAX_COMPARED) return null;
    for (const { id, fingerprint } of page) if (!keys.has(fingerprint)) keys.set(fingerprint, id);
  }
  return keys;
}
