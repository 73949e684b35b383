/**
 * Loads a value at first use and keeps it for the life of the process. Concurrent callers share one load. A
 * failed load is forgotten, so that the next caller tries again.
 */
export function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let known: Promise<Value> | undefined;
  return async () => {
    known ??= load();
    const mine = known;
    try {
      return await mine;
    } catch (error) {
      if (known === mine) known = undefined;
      throw error;
    }
  };
}
