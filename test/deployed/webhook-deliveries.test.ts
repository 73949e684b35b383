import { describe, expect, it } from "vitest";
import { shuffled } from "../support/data/permutations.ts";
import { eventually, newKey, newTenant, openStored } from "../support/deployed/deployment.ts";
import { newSender } from "../support/deployed/webhook-sender.ts";

const DELIVERIES = 1_000;
const ATTEMPTS = 3;
const CONNECTIONS = 12;

describe("a thousand deliveries, each sent three times, in no order", () => {
  it("a thousand deliveries, each sent three times, make a thousand credentials, and each opens to its own key", {
    timeout: 400_000,
  }, async () => {
    const { api, workspaceId } = await newTenant();
    const { send } = await newSender(workspaceId);
    const keys = Array.from({ length: DELIVERIES }, newKey);
    const attempts = shuffled(keys.flatMap((key, n) => Array.from({ length: ATTEMPTS }, () => ({ key, n }))));

    const ids = new Map<number, Set<string>>();
    const statuses = new Set<number>();
    await inParallel(attempts, CONNECTIONS, async ({ key, n }) => {
      const data = { external_id: `customer-${n}`, provider: "openai", key };
      const answer = await send({ type: "credential.create", data }, `event-${n}`);
      statuses.add(answer.status);
      ids.set(n, (ids.get(n) ?? new Set()).add(answer.text));
    });
    expect([...statuses]).toEqual([202]);
    expect([...ids.values()].filter((answers) => answers.size !== 1)).toEqual([]);

    const total = async () => (await api("GET", "/byok?limit=1")).body.total_count as number;
    await eventually(async () => (await total()) === DELIVERIES, 200);
    const opened = new Map<number, string>();
    await inParallel([...ids], CONNECTIONS, async ([n, [text = ""]]) => {
      opened.set(n, await openStored(JSON.parse(text).id));
    });
    expect(keys.filter((key, n) => opened.get(n) !== key)).toEqual([]);
    expect(await total()).toBe(DELIVERIES);
  });
});

async function inParallel<T>(items: readonly T[], workers: number, task: (item: T) => Promise<void>) {
  const queue = [...items];
  const work = async () => {
    for (let item = queue.pop(); item !== undefined; item = queue.pop()) await task(item);
  };
  await Promise.all(Array.from({ length: workers }, work));
}
