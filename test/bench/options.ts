import { parseArgs } from "node:util";

export interface Options {
  /** The file to write all figures to, in JSON. */
  readonly json: string | undefined;
  /** Few rounds and small imports, for work on the benchmark or on the measured code. */
  readonly quick: boolean;
  /** Whether to measure on the local stack. */
  readonly local: boolean;
  /** Whether to write docs/performance.md and its charts. */
  readonly docs: boolean;
  readonly help: boolean;
}

export const HELP = `npm run bench -- [--json <file>] [--quick] [--no-local] [--docs]

Measures keyferry beside what people would write instead, and prints each figure beside its target.

  --json <file>   also write every figure to a file
  --quick         few rounds and small imports: figures to work with, not to quote
  --no-local      leave out what needs the local stack
  --docs          also write docs/performance.md and its charts
`;

/** @throws TypeError for an unknown argument. */
export function readOptions(): Options {
  const { values } = parseArgs({
    options: {
      json: { type: "string" },
      quick: { type: "boolean", default: false },
      local: { type: "boolean", default: true },
      docs: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
    allowNegative: true,
  });
  return { ...values, json: values.json };
}
