/** One attempt at the same request, with its known state. Attempts are counted from 0. */
export interface Attempt<State> {
  readonly attempt: number;
  readonly state: State;
}

/**
 * Finds the first attempt that is not spent. A deleted credential's id is never used again, so the same
 * request sent later means the next attempt. Attempts are spent in order, so doubling and then halving finds
 * the boundary: a caller that creates and deletes the same body ten thousand times costs about thirty reads,
 * not ten thousand.
 * @param read reads the state of one attempt.
 * @param isSpent whether an attempt in that state can no longer succeed.
 */
export async function findLatestAttempt<State>(
  read: (attempt: number) => Promise<State>,
  isSpent: (state: State) => boolean,
): Promise<Attempt<State>> {
  let spent = -1;
  let free = { attempt: 0, state: await read(0) };
  while (isSpent(free.state)) {
    spent = free.attempt;
    const next = spent * 2 + 1;
    free = { attempt: next, state: await read(next) };
  }
  while (free.attempt - spent > 1) {
    const middle = Math.floor((spent + free.attempt) / 2);
    const state = await read(middle);
    if (isSpent(state)) spent = middle;
    else free = { attempt: middle, state };
  }
  return free;
}
