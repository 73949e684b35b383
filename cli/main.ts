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
