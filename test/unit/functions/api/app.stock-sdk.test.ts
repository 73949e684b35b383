import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ApiDependencies } from "../../../../functions/api/app.ts";
import { createApp } from "../../../../functions/api/app.ts";
import { rejectionOf, SDKS } from "../../../support/clients/sdks.ts";
import { createBody, type DoorWorld, doorWorld, TOKEN } from "../../../support/worlds/door-world.ts";

/** The stock SDK's requests, handed to the app without a network between them. */
const served = ({ dependencies }: DoorWorld, changes: Partial<ApiDependencies> = {}) => {
  const app = createApp({ ...dependencies, ...changes });
  return {
    apiKey: TOKEN,
    serverURL: "http://keyferry.test",
    fetch: async (request: Request) => app.fetch(request),
  };
};

const request = { createBYOKKeyRequest: createBody() as { key: string; provider: "openai" } };

// The SDK waits before it tries again, by settings of its own: the test moves the clock.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each(SDKS)("the stock SDK $release, where keyferry is at fault", ({ client, errors }) => {
  it("the stock SDK throws InternalServerResponseError for a fault that nobody foresaw", async () => {
    const broken = { managementKeys: { find: () => Promise.reject(new TypeError("a bug")) } };
    const { byok } = client({ ...served(doorWorld(), broken), retries: false });
    const error = await rejectionOf(byok.create(request));
    expect(error).toBeInstanceOf(errors.InternalServerResponseError);
    expect((error as { statusCode: number }).statusCode).toBe(500);
  });

  it("the stock SDK repeats a create by itself until the queue is back, and no credential is made twice", async () => {
    const world = doorWorld();
    const { fetch, ...options } = served(world);
    const statuses: number[] = [];
    const { byok } = client({
      ...options,
      fetch: async (sent) => {
        world.queue.breakDown(statuses.length < 1);
        const answer = await fetch(sent);
        statuses.push(answer.status);
        return answer;
      },
    });
    const creating = byok.create(request);
    await vi.waitUntil(() => vi.getTimerCount() > 0);
    await vi.advanceTimersByTimeAsync(1_000);
    const { data } = await creating;
    expect(statuses).toEqual([503, 201]);
    expect([...world.table.credentials.keys()]).toEqual([data.id]);
  });
});
