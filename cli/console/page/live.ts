/**
 * Looks at something now and then again and again, until the signal, and only while somebody can see the page.
 * @param look rejects for nothing: it shows its failures itself.
 * @param pauseMs how long to wait after each look, in milliseconds
 */
export function live(look: () => Promise<void>, pauseMs: () => number, signal: AbortSignal): void {
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      if (document.visibilityState === "visible") await look();
      await pause(pauseMs(), signal);
    }
  };
  void run();
}

/** Resolves after a while, at once when the signal is aborted, and as soon as the page is seen again. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    document.addEventListener("visibilitychange", done);
    signal.addEventListener("abort", done);
  });
}
