import { expect, it } from "vitest";
import { idsOfType, listStackResources } from "../../../shared/operations/cloudformation-resources.ts";
import { listedStack } from "../../support/fakes/listed-stack.ts";

it("the resources of a stack are all read, however many pages there are", async () => {
  const resources = Array.from({ length: 5 }, (_, index) => ({
    ResourceType: index % 2 === 0 ? "AWS::SQS::Queue" : "AWS::Lambda::Function",
    PhysicalResourceId: `r${index}`,
  }));
  const found = await listStackResources(listedStack(resources), "x");
  expect(found.map(({ PhysicalResourceId }) => PhysicalResourceId)).toEqual(["r0", "r1", "r2", "r3", "r4"]);
  expect(idsOfType(found, "AWS::Lambda::Function")).toEqual(["r1", "r3"]);
});
