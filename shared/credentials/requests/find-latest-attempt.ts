/**
 * The first generation that is not spent. A deleted credential's id is never used again, so the same request sent
 * later means the next generation; generations are spent in order, so the boundary is found by doubling and then
 * halving: a caller that creates and deletes the same body ten thousand times costs some thirty looks, not ten thousand.
 * @param look reads the state of one generation.
 * @param isSpent whether that state can never come alive (again).
 */
export async function findGeneration<State>(
  look: (generation: number) => Promise<State>,
  isSpent: (state: State) => boolean,
): Promise<{ generation: number; state: State }> {
  let spent = -1;
  let free = { generation: 0, state: await look(0) };
  while (isSpent(free.state)) {
    spent = free.generation;
    const next = spent * 2 + 1;
    free = { generation: next, state: await look(next) };
  }
  while (free.generation - spent > 1) {
    const middle = Math.floor((spent + free.generation) / 2);
    const state = await look(middle);
    if (isSpent(state)) spent = middle;
    else free = { generation: middle, state };
  }
  return free;
}
