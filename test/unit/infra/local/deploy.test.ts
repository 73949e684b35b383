import { expect, test } from "vitest";
import { deployTrouble } from "../../../../infra/local/deploy.ts";

const OUTPUT = `
keyferry-dev: start: Publishing keyferry-dev Template
keyferry-dev | 5:18:12 PM | CREATE_IN_PROGRESS | AWS::SQS::Queue | Commands
keyferry-dev | 5:18:12 PM | CREATE_FAILED      | AWS::SQS::Queue | Commands The name is too long
 ❌  keyferry-dev failed
`;

test("a failed deployment shows the lines that tell, and the next step", () => {
  const trouble = deployTrouble(OUTPUT, ".local/deploy.log");
  expect(trouble).toMatch(/\.local\/deploy\.log .*npm start -- --fresh/);
  expect(trouble).toContain("The name is too long");
  expect(trouble).not.toContain("IN_PROGRESS");
});

test("the last lines of a failed deployment are shown where no line tells", () => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`);
  const trouble = deployTrouble(lines.join("\n"), "log");
  expect(trouble).toContain("line 19");
  expect(trouble).not.toContain("line 3\n");
});
