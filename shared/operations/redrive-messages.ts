import type { DeadLetters } from "./ports.ts";

/**
 * Sends dead letters back to their queue until there are none left or `limit` is reached, and returns how
 * many it sent. It deletes a dead letter only after its queue has durably taken it: an interruption may
 * duplicate a message, which is harmless, but never loses one.
 */
export async function redriveMessages(letters: DeadLetters, limit: number): Promise<number> {
  let moved = 0;
  while (moved < limit) {
    const batch = await letters.receive(Math.min(10, limit - moved));
    if (batch.length === 0) break;
    await letters.sendBack(batch);
    await letters.remove(batch);
    moved += batch.length;
  }
  return moved;
}
