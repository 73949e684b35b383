const WATCH_MS = 500;

/**
 * Aborts on Ctrl-C, SIGTERM or SIGHUP, and when the parent process has ended: npm passes a signal to the shell that it
 * started, and not every shell passes it on.
 */
export function untilStopped(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    clearInterval(watch);
    controller.abort();
  };
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) stop();
  }, WATCH_MS);
  watch.unref();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  return controller.signal;
}
