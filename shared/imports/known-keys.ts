import { type FingerprintReader, type KnownKeys, MAX_COMPARED } from "./ports.ts";

/** A process works on few imports at a time. */
const MAX_IMPORTS = 4;

/** By fingerprint, the id of a credential with that key; null where they are too many. */
type Keys = Map<string, string> | null;

/**
 * The keys that a workspace has, by fingerprint: read once for each import and process, at one read unit for each live
 * credential, and kept up with what the process itself creates. Where one key stands in two rows of one import, it may
 * not see that, since other processes work on the same import; whoever sends the rows sees it.
 */
export function knownKeys({ listFingerprints }: FingerprintReader): KnownKeys {
  const read = new Map<string, Promise<Keys>>();

  const keysOf = (importId: string, workspaceId: string | null): Promise<Keys> => {
    const name = `${importId}/${workspaceId}`;
    const known = read.get(name);
    if (known !== undefined) return known;
    const reading = readKeys(listFingerprints(workspaceId));
    // What could not be read is read again for the next row.
    reading.catch(() => read.delete(name));
    const [oldest] = read.keys();
    if (oldest !== undefined && read.size >= MAX_IMPORTS) read.delete(oldest);
    read.set(name, reading);
    return reading;
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
