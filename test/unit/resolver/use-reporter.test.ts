import { expect, it } from "vitest";
import type { ResolverNotice } from "../../../resolver/notice.ts";
import { outcomeOf } from "../../../resolver/outcome-of.ts";
import { UseReporter } from "../../../resolver/use-reporter.ts";
import type { UseMessage } from "../../../shared/credentials/credential-use.ts";
import { credentialId, WORKSPACE } from "../../support/data/fixtures.ts";
import { resolverWorld } from "../../support/worlds/resolver-world.ts";

const FIRST = credentialId(1);
const ASKED = { workspace: WORKSPACE, providers: ["openai"], model: "gpt-4o" };

async function worldWithAttempt() {
  const world = resolverWorld();
  await world.put({ id: FIRST }, "own");
  const [attempt] = (await world.resolver.resolve(ASKED)).attempts;
  if (attempt?.kind !== "credential") throw new Error("there is no credential to try");
  return { ...world, attempt };
}

it("the uses of an hour are one message at their start, one for each new outcome, and one at the end", async () => {
  const { resolver, attempt, messages, pass } = await worldWithAttempt();
  for (let times = 0; times < 3; times += 1) resolver.report(attempt, { status: 200 });
  await pass(2_000);
  for (let times = 0; times < 500; times += 1) resolver.report(attempt, { status: 200 });
  await pass(60_000);
  resolver.report(attempt, { status: 429 });
  await pass(2_000);
  resolver.report(attempt, { status: 200 });
  await pass(3_600_000);
  resolver.report(attempt, { status: 200 });
  await pass(2_000);
  const rows = messages.flatMap(({ uses }) => uses);
  expect(rows.map(({ hour, outcomes }) => [hour.slice(11, 13), outcomes])).toEqual([
    ["00", { ok: 3 }],
    ["00", { ok: 500, rate_limited: 1 }],
    ["00", { ok: 1 }],
    ["01", { ok: 1 }],
  ]);
  expect(rows[0]).toMatchObject({
    credential_id: FIRST,
    key_version: 1,
    last_used_at: "2026-01-01T00:00:00.000Z",
  });
});

it("the rest of an hour is sent when it is over, also if nothing is used then", async () => {
  const { resolver, attempt, messages, pass } = await worldWithAttempt();
  resolver.report(attempt, { status: 200 });
  await pass(2_000);
  for (let times = 0; times < 500; times += 1) resolver.report(attempt, { status: 200 });
  await pass(3_598_000);
  expect(messages.flatMap(({ uses }) => uses.map(({ outcomes }) => outcomes))).toEqual([
    { ok: 1 },
    { ok: 500 },
  ]);
});

it("a use beyond what is summed is lost and told, and the next hour has room again", async () => {
  const { resolver, messages, notices, pass } = await worldWithAttempt();
  const used = (n: number) =>
    resolver.report({ credential: { id: credentialId(n), key_version: 1 } }, { status: 200 });
  for (let n = 0; n < 100_001; n += 1) used(n);
  await pass(2_000);
  expect(notices).toEqual([{ kind: "report_failed", uses: 1 }]);
  await pass(3_600_000);
  used(1);
  await pass(2_000);
  expect(messages.flatMap(({ uses }) => uses)).toHaveLength(100_001);
});

it("a resolver that stops sends what it has", async () => {
  const { resolver, attempt, messages } = await worldWithAttempt();
  resolver.report(attempt, { status: 401 });
  await resolver.stop();
  expect(messages).toMatchObject([{ version: 1, uses: [{ outcomes: { unauthorized: 1 } }] }]);
});

it("a queue that does not answer costs no request, and the loss is told", async () => {
  const { resolver, attempt, queueIs, notices, pass } = await worldWithAttempt();
  queueIs("down");
  resolver.report(attempt, { status: 200 });
  await pass(2_000);
  expect(notices).toEqual([{ kind: "report_failed", uses: 1 }]);
});

it.each([
  [401, "insufficient_quota", "payment_required"],
  [429, "insufficient_quota", "payment_required"],
  [400, "API_KEY_INVALID", "unauthorized"],
  [401, "missing_scope", "unauthorized"],
])("an answer of %s with the code %s counts as %s", (status, code, outcome) => {
  expect(outcomeOf(status, code)).toBe(outcome);
});

it.each([
  [undefined, "no_answer"],
  [200, "ok"],
  [304, "ok"],
  [400, "client_error"],
  [401, "unauthorized"],
  [402, "payment_required"],
  [403, "forbidden"],
  [404, "client_error"],
  [429, "rate_limited"],
  [500, "server_error"],
  [529, "server_error"],
])("an answer of %s counts as %s", (status, outcome) => {
  expect(outcomeOf(status)).toBe(outcome);
});

/** A reporter whose queue the test holds back or fails. */
function reporterWorld() {
  let time = Date.parse("2026-01-01T00:00:00.000Z");
  const timers: { readonly at: number; readonly run: () => void }[] = [];
  const sent: UseMessage[] = [];
  const notices: ResolverNotice[] = [];
  let queue = async () => {};
  const reporter = new UseReporter({
    async send(message) {
      await queue();
      sent.push(message);
    },
    now: () => time,
    later: (run, milliseconds) => void timers.push({ at: time + milliseconds, run }),
    notice: (each) => void notices.push(each),
  });
  return {
    reporter,
    sent,
    notices,
    use: (n = 1) => reporter.add({ credential_id: credentialId(n), key_version: 1, outcome: "ok" }),
    queueDoes: (next: () => Promise<void>) => {
      queue = next;
    },
    /** Lets time pass. Timers count the time on a clock of their own, which may be ahead of the machine's by some milliseconds. */
    async pass(milliseconds: number, ahead = 0) {
      time += milliseconds;
      const due = timers.filter(({ at }) => at <= time + ahead);
      for (const timer of due) timers.splice(timers.indexOf(timer), 1);
      for (const { run } of due) run();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

it("a resolver that stops waits for what is on its way already", async () => {
  const { reporter, sent, use, pass, queueDoes } = reporterWorld();
  const { promise, resolve: release } = Promise.withResolvers<void>();
  queueDoes(() => promise);
  use();
  await pass(2_000);
  let ended = false;
  const flush = reporter.flush().then(() => {
    ended = true;
  });
  await pass(0);
  expect(ended).toBe(false);
  release();
  await flush;
  expect(sent).toHaveLength(1);
});

it("a use that is reported while a resolver stops is sent as well", async () => {
  const { reporter, sent, use, queueDoes } = reporterWorld();
  const { promise, resolve: release } = Promise.withResolvers<void>();
  queueDoes(() => promise);
  use();
  const flush = reporter.flush();
  use();
  use(2);
  release();
  await flush;
  expect(sent.flatMap(({ uses }) => uses)).toHaveLength(3);
});

it("an outcome that the queue did not take is news again", async () => {
  const { sent, notices, use, pass, queueDoes } = reporterWorld();
  queueDoes(() => Promise.reject(new Error("down")));
  use();
  await pass(2_000);
  expect(notices).toEqual([{ kind: "report_failed", uses: 1 }]);
  queueDoes(async () => {});
  use();
  await pass(2_000);
  expect(sent).toMatchObject([{ uses: [{ outcomes: { ok: 1 } }] }]);
});

it("the rest of an hour is sent also where a timer runs some milliseconds before the hour is over", async () => {
  const { sent, use, pass } = reporterWorld();
  use();
  await pass(2_000);
  use();
  await pass(3_597_990, 20);
  await pass(60_000);
  expect(sent.flatMap(({ uses }) => uses)).toHaveLength(2);
});

it("a queue that takes long is asked for one message at a time", async () => {
  const { sent, use, pass, queueDoes } = reporterWorld();
  const { promise, resolve: release } = Promise.withResolvers<void>();
  let asked = 0;
  queueDoes(() => {
    asked += 1;
    return promise;
  });
  for (let n = 1; n <= 5; n += 1) {
    use(n);
    await pass(2_000);
  }
  expect(asked).toBe(1);
  release();
  await pass(0);
  await pass(2_000);
  expect(sent.flatMap(({ uses }) => uses)).toHaveLength(5);
});
