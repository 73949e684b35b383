import { beforeAll, expect, it } from "vitest";
import { leaks } from "../support/data/disguises.ts";
import { type BusEvent, tapBus } from "../support/deployed/bus-tap.ts";
import {
  archivedSince,
  everythingStored,
  newCanary,
  newCanaryOfLetters,
  peekQueues,
  processArguments,
  withBodies,
} from "../support/deployed/canary.ts";
import { type Answer, eventually, lambda, newTenant, openStored } from "../support/deployed/deployment.ts";
import { withQueuesHeld } from "../support/emulator/queues-held.ts";

let bus: { events(): Promise<readonly BusEvent[]> };
beforeAll(async () => {
  bus = await tapBus("canary");
});

it("a canary is found in each of its disguises, or the search below would prove nothing", () => {
  const canary = newCanary();
  const bytes = (prefix: string) => Buffer.from(`${prefix}${canary} and more`);
  const disguises = ["", "x", "xy"].flatMap((prefix) => [
    bytes(prefix).toString("utf8"),
    bytes(prefix).toString("base64"),
    bytes(prefix).toString("base64url"),
    bytes(prefix).toString("hex"),
  ]);
  for (const text of disguises) expect(leaks({ text }, [canary])).not.toEqual([]);
});

it("a raw key stays out of queues, table, logs, events, answers and process lists, whatever happens to it", async () => {
  const since = new Date();
  const { api, token } = await newTenant();
  const answers: Answer[] = [];
  const canaries: string[] = [];
  const send = async (
    method: string,
    path: string,
    bodyWith: (canary: string) => unknown,
    headers = {},
    canary = newCanary(),
  ) => {
    canaries.push(canary);
    const answer = await api(method, path, bodyWith(canary), headers);
    answers.push(answer);
    return { canary, answer };
  };

  const onQueue = await withQueuesHeld(lambda, async () => {
    const { answer } = await send("POST", "/byok", (key) => ({ key, provider: "openai" }), {
      prefer: "respond-async",
    });
    return { id: answer.body.id as string, peeked: await peekQueues() };
  });
  expect(onQueue.peeked).toContain(onQueue.id);
  expect(leaks({ "queue, while a command waits": onQueue.peeked }, withBodies(canaries))).toEqual([]);

  const created = await send("POST", "/byok", (key) => ({ key, provider: "openai", name: "canary" }));
  const { id } = created.answer.body.data;
  const rotated = await send("PATCH", `/byok/${id}`, (key) => ({ key, name: "rotated" }));
  expect(await openStored(id)).toBe(rotated.canary);

  // What a caller gets wrong must not come back or stay behind either.
  await send("POST", "/byok", (key) => ({ key, provider: "anthropic" }));
  await send("POST", "/byok", (key) => ({ key, provider: key }));
  await send("POST", "/byok", (key) => ({ [key]: key, provider: "openai", key, workspace_id: key }));
  await send("POST", "/byok", (key) => `{"provider":"openai","key":"${key}",}`);
  await send("POST", "/byok", (key) => `{"key":"${key}","key":"${key}","provider":"openai"}`);
  await send("POST", "/byok", (key) => ({ key: `${key} ${"x".repeat(70_000)}`, provider: "openai" }));
  await send("POST", "/byok", (key) => ({ key, provider: "openai", allowed_models: [{ key }] }));
  await send("POST", "/byok", (key) => key, { "content-type": "text/plain" });
  await send("PATCH", `/byok/${id}`, (key) => ({ key: `${key}...` }));
  await send("GET", `/byok/${newCanary()}`, () => undefined);
  // A key of letters looks like a name, and stands where one does.
  const sendName = (method: string, path: string, bodyWith: (name: string) => unknown, headers = {}) =>
    send(method, path, bodyWith, headers, newCanaryOfLetters());
  const rows = { "content-type": "application/x-ndjson" };
  await sendName("POST", "/byok", (name) => ({ provider: "openai", key: "k", [name]: 1 }));
  await sendName("POST", "/byok", (name) => ({ [name]: { [name]: 1 }, allowed_models: [{ [name]: 1 }] }));
  await sendName("POST", "/byok", (name) => `{"${name}":1,"${name}":2,"name":{"${name}":1,"${name}":2}}`);
  await sendName("PATCH", `/byok/${id}`, (name) => ({ [name]: 1 }));
  await sendName("POST", "/byok/imports", (name) => ({ [name]: 1, settings: { [name]: 1 } }), rows);
  await send("DELETE", `/byok/${id}`, () => undefined);
  expect(answers.map(({ status }) => status)).not.toContain(500);

  await eventually(async () => {
    const mine = (await bus.events()).filter((event) => event.detail.subject === id);
    return mine.some((event) => event.detail.type === "credential.deleted");
  });
  const places = {
    ...(await everythingStored()),
    archive: await eventually(async () => {
      const archived = await archivedSince(since);
      return archived.includes(id) && archived.includes("credential.deleted") && archived;
    }),
    events: JSON.stringify(await bus.events()),
    answers: answers.map(({ text, headers }) => `${text} ${JSON.stringify([...headers])}`).join("\n"),
    processes: await processArguments(),
  };
  expect(places.table).toContain(id);
  expect(places.logs).toContain(id);
  expect(places.events).toContain(id);
  expect(leaks(places, withBodies(canaries))).toEqual([]);
  expect(leaks(places, [token])).toEqual([]);
});
