import { expect, it } from "vitest";
import { workerHandler } from "../../../../functions/worker/worker-handler.ts";
import { createLinkCommand, linkId } from "../../../support/data/fixtures.ts";
import { workerWorld } from "../../../support/worlds/worker-world.ts";

it("the worker hands records of the queues on, and expires links when the schedule asks for it", async () => {
  const world = workerWorld();
  const answer = { batchItemFailures: [{ itemIdentifier: "m" }] };
  const handler = workerHandler(async () => answer, world.dependencies);
  expect(await handler({ Records: [] })).toBe(answer);
  await world.provision(createLinkCommand());
  world.clock.advance(86_400_001);
  expect(await handler({ task: "expire_links" })).toEqual({ batchItemFailures: [] });
  expect(world.table.links.links.get(linkId(1))?.status).toBe("expired");
});

it("the schedule's invocation fails while no link can be expired, so that an alarm rings", async () => {
  const world = workerWorld();
  const handler = workerHandler(async () => ({ batchItemFailures: [] }), world.dependencies);
  await world.provision(createLinkCommand());
  world.clock.advance(86_400_001);
  world.table.breakDown(true);
  await expect(handler({ task: "expire_links" })).rejects.toThrow("links_not_expired");
  world.table.breakDown(false);
  expect(await handler({ task: "expire_links" })).toEqual({ batchItemFailures: [] });
  expect(await handler({ task: "expire_links" })).toEqual({ batchItemFailures: [] });
});
