import { describe, expect, it } from "vitest";
import { stageOptions } from "../../infra/stages.ts";
import { propertiesOf } from "../support/template/readable.ts";
import { statementsOf } from "../support/template/rights.ts";
import { synthesize, synthesizeWith } from "./synthesize.ts";

const PRODUCER = "arn:aws:iam::111122223333:role/crm";

describe("import producers", () => {
  const stack = synthesizeWith({ ...stageOptions("dev"), importProducers: [PRODUCER] });
  const plain = synthesize("dev");
  const added = (name: string, document: "PolicyDocument" | "KeyPolicy") => {
    const before = statementsOf(propertiesOf(plain, name)[document]).map((statement) =>
      JSON.stringify(statement),
    );
    return statementsOf(propertiesOf(stack, name)[document]).filter(
      (statement) => !before.includes(JSON.stringify(statement)),
    );
  };

  it("a producer may send to the import queue, and nothing else with it", () => {
    expect(added("Imports/Queue/Policy", "PolicyDocument")).toEqual([
      {
        Sid: "Producers",
        Effect: "Allow",
        Principal: { AWS: PRODUCER },
        Action: "sqs:SendMessage",
        Resource: "Imports/Queue.Arn",
      },
    ]);
  });

  it("a producer may fetch the intake public key, and do nothing else with it", () => {
    expect(added("IntakeKey/Key", "KeyPolicy")).toEqual([
      {
        Sid: "Producers",
        Effect: "Allow",
        Principal: { AWS: PRODUCER },
        Action: "kms:GetPublicKey",
        Resource: "*",
      },
    ]);
  });

  it("a producer has no part in the other queues and the vault", () => {
    for (const name of [
      "Commands/Queue/Policy",
      "Commands/DeadLetters/Policy",
      "Imports/DeadLetters/Policy",
    ]) {
      expect(added(name, "PolicyDocument")).toEqual([]);
    }
    expect(added("Vault/Key", "KeyPolicy")).toEqual([]);
  });
});
