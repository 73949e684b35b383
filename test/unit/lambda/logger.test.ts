import { describe, expect, it } from "vitest";
import { jsonLogger } from "../../../shared/lambda/logger.ts";

describe("log lines", () => {
  it("a log line is one JSON object on one line, with level, service and code", () => {
    const lines: string[] = [];
    const log = jsonLogger("api", { write: (line) => lines.push(line) });
    log.warn("code", { text: "two\nlines", count: 1, nothing: null, absent: undefined });
    log.info("plain");
    log.error("bad");
    expect(lines.every((line) => !line.includes("\n"))).toBe(true);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        time: expect.any(String),
        level: "warn",
        service: "api",
        code: "code",
        text: "two\nlines",
        count: 1,
        nothing: null,
      },
      { time: expect.any(String), level: "info", service: "api", code: "plain" },
      { time: expect.any(String), level: "error", service: "api", code: "bad" },
    ]);
  });
});
