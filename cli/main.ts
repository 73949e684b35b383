#!/usr/bin/env -S node --max-semi-space-size=4 --optimize-for-size
// The flags keep the heap of a long import small: by default, V8 collects garbage only after some hundred megabytes.
import { reportFailure } from "./failure.ts";
import { tolerateClosedPipes } from "./output.ts";
import { createProgram } from "./program.ts";
import { readSettings } from "./settings.ts";

tolerateClosedPipes();
const program = createProgram();
try {
  await program.parseAsync();
} catch (error) {
  const flags = program.opts();
  const settings = await readSettings(flags).catch(() => undefined);
  process.exitCode = reportFailure(error, flags, {
    local: settings?.local?.awsEndpoint,
    environment: process.env,
  });
}
