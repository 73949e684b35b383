/** Shows one step while `work` runs, and how long it took. Returns and throws what `work` does. */
export type Progress = <T>(step: string, work: () => Promise<T>) => Promise<T>;

export const silent: Progress = (_step, work) => work();

const FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
const FRAME_MS = 80;

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Writes one line per step: on a terminal as soon as the step starts, elsewhere (a CI log, a file) at its end. */
export function createProgress(stream: NodeJS.WriteStream): Progress {
  return async (step, work) => {
    const started = performance.now();
    const finish = (mark: string): void => {
      clearInterval(spinner);
      stream.write(`${stream.isTTY ? "\r\x1b[2K" : ""}${mark} ${step} (${seconds(started)})\n`);
    };
    let frame = 0;
    const draw = (): void => {
      frame = (frame + 1) % FRAMES.length;
      stream.write(`\r\x1b[2K${FRAMES[frame]} ${step} ${seconds(started)}`);
    };
    if (stream.isTTY) draw();
    const spinner = stream.isTTY ? setInterval(draw, FRAME_MS) : undefined;
    try {
      const result = await work();
      finish("✓");
      return result;
    } catch (error) {
      finish("✗");
      throw error;
    }
  };
}
