import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { FAULTS } from "../../../faults/faults.ts";
import { MUTANTS } from "../../../faults/mutants/mutants.ts";

const PROJECT = new URL("../../../../", import.meta.url);

it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
  "the mutant can be planted: %s",
  (_, mutant) => {
    const source = readFileSync(new URL(mutant.file, PROJECT), "utf8");
    expect(source.split(mutant.find)).toHaveLength(2);
    expect(FAULTS.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...mutant.faults]));
  },
);
