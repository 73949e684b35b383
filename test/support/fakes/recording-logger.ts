import type { LogFields, Logger } from "../../../shared/kernel/ports.ts";

export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly code: string;
  readonly fields: LogFields;
}

/** Records log lines instead of printing them. */
export function recordingLogger(): Logger & { readonly lines: readonly LogLine[] } {
  const lines: LogLine[] = [];
  const log =
    (level: LogLine["level"]) =>
    (code: string, fields: LogFields = {}) => {
      lines.push({ level, code, fields });
    };
  return { lines, info: log("info"), warn: log("warn"), error: log("error") };
}
