#!/usr/bin/env -S node --max-semi-space-size=4 --optimize-for-size
// The flags keep the heap of a long import small: by default, V8 collects garbage only after some hundred megabytes.
import { reportFailure } from "./failure.ts";
import { createProgram } from "./program.ts";

const program = createProgram();
try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, program.opts());
}
