import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Runs the test of all recorded calls after the tests that make them. */
export class RecordedCallsLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isLast = ({ moduleId }: TestSpecification) => moduleId.endsWith("/recorded-calls.test.ts");
    const sorted = await super.sort(files);
    return [...sorted.filter((file) => !isLast(file)), ...sorted.filter(isLast)];
  }
}
