import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { loadAssets } from "../../cli/console/assets.ts";
import { createConsole } from "../../cli/console/console-server.ts";
import type { Operator } from "../../cli/console/ports.ts";
import { createSessions, linkOf } from "../../cli/console/sessions.ts";
import { drain, listen } from "../../cli/local-http/listen.ts";
import { toKeyferryError } from "../../shared/kernel/errors.ts";
import { launchBrowser } from "../support/browser/launch-browser.ts";
import { fixedOperator } from "../support/fakes/fixed-operator.ts";

/*
 * `npm run screenshots`: the pictures of docs/console.md and of the README, of a deployment that is always the same.
 */

const IMAGES = join(import.meta.dirname, "../../docs/images");

/** An import that comes to its end: what waits for it at the nth look. */
const WAITING = Array.from({ length: 120 }, (_, n) =>
  Math.round(1_204 + 4_300 * (1 - n / 119) ** 1.6 + 160 * Math.sin(n / 4) * (1 - n / 119)),
);

const { operator: fixed } = fixedOperator(100_000);
let looks = 0;
const operator: Operator = {
  ...fixed,
  async pipeline() {
    const view = await fixed.pipeline();
    const waiting = WAITING[Math.min(looks++, WAITING.length - 1)] ?? 0;
    const archived = Math.round(9 + 7 * Math.sin(looks / 11));
    return {
      ...view,
      queues: view.queues.map((queue) => {
        if (queue.queue === "imports") return { ...queue, waiting };
        return queue.queue === "archive" ? { ...queue, waiting: archived } : queue;
      }),
    };
  },
};
const sessions = createSessions(() => new Date());
const server = createConsole({
  operator,
  sessions,
  assets: await loadAssets(),
  describeFailure: (thrown) => {
    throw toKeyferryError(thrown);
  },
});
const address = await listen(server, { port: 0 });
const browser = await launchBrowser();
try {
  await mkdir(IMAGES, { recursive: true });
  const page = await browser.newPage({ viewport: { width: 1360, height: 740 }, timezoneId: "UTC" });
  await page.clock.install();
  await page.goto(linkOf(address, sessions.issue()));
  await page.getByText(", 3 dead letters.").waitFor();
  while (looks < WAITING.length) {
    await Promise.all([page.waitForResponse(/\/api\/pipeline$/), page.clock.runFor(2_000)]);
  }
  await page.screenshot({ path: join(IMAGES, "console-pipeline.png") });
  await page.getByRole("link", { name: "Credentials" }).click();
  await page.getByRole("row").filter({ hasText: "customer 5" }).first().click();
  await page.getByText("unusual_length").waitFor();
  // Out of the list, which would show where the pointer is.
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(IMAGES, "console-credential.png") });
} finally {
  await browser.close();
  await drain(server, 1_000);
}
