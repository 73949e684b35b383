import { defineConfig } from "vitest/config";
import { RecordedCallsLast } from "./test/support/deployed/recorded-calls-last.ts";

/**
 * - unit: a module or a use case on fakes; no network, no clock but its own.
 * - infra: the synthesized template.
 * - deployed: the real stack on a local AWS, one file after the other, and last the one that judges all their calls.
 */
export default defineConfig({
  test: {
    sequence: { sequencer: RecordedCallsLast },
    // `npm test` measures the unit and the infra tests together, and fails below these whole percents. What the deployed
    // tests alone run, in processes of its own, counts as not covered: most commands of the CLI, starting the emulator.
    coverage: {
      include: ["{shared,functions,cli,infra}/**/*.ts"],
      exclude: ["test/**"],
      reporter: ["text-summary"],
      thresholds: {
        statements: 75,
        branches: 70,
        functions: 73,
        lines: 75,
        "shared/**": { statements: 95, branches: 91, functions: 94, lines: 95 },
      },
    },
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          testTimeout: 20_000,
          // No test leaves anything behind, in whatever order they run: to load every module once a worker takes a
          // third of the time.
          isolate: false,
        },
      },
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
          globalSetup: ["test/support/deployed/deployed-stack.ts"],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
