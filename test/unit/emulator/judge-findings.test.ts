import { describe, expect, it } from "vitest";
import { type Finding, judgeFindings } from "../../emulator/judge-findings.ts";

const finding = (patch: string, mends: string, shows: boolean): Finding => ({ patch, mends, shows });

describe("what the probes of the emulator found", () => {
  const unpatched = [
    finding("iam.kms", "a key of KMS", true),
    finding("iam.kms", "another key of KMS", true),
    finding("sqs.receive", "a full batch", true),
  ];
  const patched = unpatched.map((found) => ({ ...found, shows: false }));

  it("a check has nothing to say where each fault shows without its patch, and none with it", () => {
    expect(judgeFindings({ unpatched, patched }, "1.0.0")).toEqual([]);
  });

  it("the check names a patch none of whose faults shows any more", () => {
    const mended = unpatched.map((found) => (found.patch === "iam.kms" ? { ...found, shows: false } : found));
    expect(judgeFindings({ unpatched: mended, patched }, "1.1.0")).toEqual([
      "Patch iam.kms is no longer needed with ministack 1.1.0: delete it.",
    ]);
  });

  it("the check names the part of a patch that is no longer needed", () => {
    const mended = unpatched.map((found) =>
      found.mends === "a key of KMS" ? { ...found, shows: false } : found,
    );
    expect(judgeFindings({ unpatched: mended, patched }, "1.1.0")).toEqual([
      'Patch iam.kms need no longer mend "a key of KMS" with ministack 1.1.0: take that out of it.',
    ]);
  });

  it("the check names a patch that does not mend its fault", () => {
    expect(judgeFindings({ unpatched, patched: unpatched.slice(2) }, "1.1.0")).toEqual([
      'Patch sqs.receive does not mend "a full batch" with ministack 1.1.0: put it right.',
    ]);
  });

  it("the check names what a probe could not tell, once, and takes it neither for needed nor for needless", () => {
    const untold = { patch: "sqs.receive", mends: "a full batch", error: "AttributeError: no such name" };
    const cut = (findings: readonly Finding[]) => [...findings.slice(0, 2), untold];
    expect(judgeFindings({ unpatched: cut(unpatched), patched: cut(patched) }, "1.1.0")).toEqual([
      'Nobody can tell about "a full batch" (sqs.receive) with ministack 1.1.0: AttributeError: no such name',
    ]);
  });
});
