/** Aborted by the first Ctrl-C or SIGTERM, so that a command can end in order. The second one kills the process. */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => controller.abort());
  return controller.signal;
}
