import { defineConfig } from "vitest/config";
import { RecordedCallsLast } from "./test/support/recorded-calls-last.ts";

/**
 * - unit: a module or a use case on fakes; no network, no clock but its own.
 * - infra: the synthesized template.
 * - deployed: the real stack on a local AWS, one file after the other, and last the one that judges all their calls.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: RecordedCallsLast },
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"], testTimeout: 20_000 } },
      {
        test: {
          name: "infra",
          include: ["test/infra/**/*.test.ts"],
          testTimeout: 60_000,
          hookTimeout: 120_000,
          // Importing the CDK takes seconds, and nothing in it is changed by a test.
          isolate: false,
        },
      },
      {
        test: {
          name: "deployed",
          include: ["test/deployed/**/*.test.ts"],
          globalSetup: ["test/support/deployed-stack.ts"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
