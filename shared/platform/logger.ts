import type { LogFields, Logger } from "../ports.ts";

type Level = "info" | "warn" | "error";

/** Writes one JSON object per line to standard output, where Lambda picks it up. The one place that prints. */
export function jsonLogger(service: string, write: (line: string) => void = console.log): Logger {
  const log =
    (level: Level) =>
    (code: string, fields: LogFields = {}) =>
      write(JSON.stringify({ time: new Date().toISOString(), level, service, code, ...fields }));
  return { info: log("info"), warn: log("warn"), error: log("error") };
}
