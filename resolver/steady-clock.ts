/** How far the two clocks may be apart before the one that fell behind is set after the other, in milliseconds. */
const APART_MS = 100;

/**
 * A clock for ages, in milliseconds. The machine's time may be set back, and then whatever was read would seem to be younger than
 * it is; the process's own clock may stand still while the machine sleeps. Of the two, the one that went on counts.
 */
export function steadyClock(
  machine: () => number = () => Date.now(),
  own: () => number = () => performance.now(),
): () => number {
  let time = machine();
  let machineLags = 0;
  let ownLags = time - own();
  return () => {
    const byMachine = machine() + machineLags;
    const byOwn = own() + ownLags;
    time = Math.max(time, byMachine, byOwn);
    if (time - byMachine > APART_MS) machineLags += time - byMachine;
    if (time - byOwn > APART_MS) ownLags += time - byOwn;
    return time;
  };
}
