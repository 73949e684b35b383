import { expect, it } from "vitest";
import { linkClient } from "../../../../../functions/web/page/link-client.ts";

const PATH = "/in/10000000-0000-4000-8000-000000000001";

/** A door that gives these answers one after the other, and a clock that only waiting moves. */
function world(...answers: (Response | Error)[]) {
  const sent: { url: string; init: RequestInit }[] = [];
  const waited: number[] = [];
  let time = 0;
  const client = linkClient(PATH, {
    fetch: async (url, init = {}) => {
      sent.push({ url: String(url), init });
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer instanceof Response) return answer.clone();
      throw answer;
    },
    wait: async (milliseconds) => {
      waited.push(milliseconds);
      time += milliseconds;
    },
    now: () => time,
  });
  return { client, sent, waited };
}

const answer = (status: number, data?: object, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ data }), { status, headers });

it("the token and the seal are sent in bodies of the page's own path, and never in an address", async () => {
  const { client, sent } = world(answer(200, {}));
  await client.open("the-token");
  await client.redeem("the-token", "the-seal", () => {});
  expect(sent.map(({ url }) => url)).toEqual([`${PATH}/open`, PATH]);
  expect(sent.map(({ init }) => JSON.parse(String(init.body)))).toEqual([
    { token: "the-token" },
    { token: "the-token", sealed_key: "the-seal" },
  ]);
  for (const { init } of sent) {
    expect(init).toMatchObject({
      method: "POST",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      cache: "no-store",
    });
  }
});

it.each([
  [404, "not_found"],
  [409, "used"],
  [400, "refused"],
  [422, "refused"],
  [429, "too_many"],
])("an answer of %i means the problem %s", async (status, problem) => {
  const told = answer(status, undefined, { "retry-after": "3600" });
  expect(await world(told).client.redeem("t", "s", () => {})).toEqual({ problem });
});

it("a gateway that has too much to do is asked again, and no visitor is told that keys were refused", async () => {
  const done = { credential_id: "c", label: "...", provider: "openai", return_url: null };
  const { client, waited } = world(answer(429), answer(200, {}), answer(429), answer(201, done));
  expect(await client.open("t")).toEqual({ data: {} });
  expect(await client.redeem("t", "s", () => {})).toEqual({ data: done });
  expect(waited).toEqual([1_000, 1_000]);
});

it.each([429, 500, 503])(
  "no visitor who only opens a link is told of a key by an answer of %i",
  async (status) => {
    expect(await world(answer(status)).client.open("t")).toEqual({ problem: "unavailable" });
  },
);

it("a door that cannot be reached, or whose answer is no JSON, is a problem of the connection", async () => {
  expect(await world(new TypeError("no network")).client.open("t")).toEqual({ problem: "offline" });
  expect(await world(new Response("<html>")).client.open("t")).toEqual({ problem: "offline" });
});

it("a seal whose outcome is still to come is sent again, unchanged, until the outcome is there", async () => {
  const done = { credential_id: "c", label: "...", provider: "openai", return_url: null };
  const busy = answer(503, undefined, { "retry-after": "2" });
  const { client, sent, waited } = world(busy, busy, answer(201, done));
  let told = 0;
  const result = await client.redeem("t", "s", () => {
    told += 1;
  });
  expect(result).toEqual({ data: done });
  expect(new Set(sent.map(({ init }) => String(init.body))).size).toBe(1);
  expect([sent.length, waited, told]).toEqual([3, [2_000, 2_000], 2]);
});

it("a visitor waits a minute at most for an outcome", async () => {
  const { client, waited } = world(answer(503, undefined, { "retry-after": "7" }));
  expect(await client.redeem("t", "s", () => {})).toEqual({ problem: "busy" });
  const total = waited.reduce((sum, wait) => sum + wait, 0);
  expect(total).toBeGreaterThan(50_000);
  expect(total).toBeLessThanOrEqual(60_000);
});
