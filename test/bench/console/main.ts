import { readFile, rm, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { PROJECT } from "../../../infra/local/deploy.ts";
import { startLocalAws } from "../../../infra/local/local-aws.ts";
import { mintLocalKey } from "../../../infra/local/mint-local-key.ts";
import { createProgress } from "../../../infra/local/progress.ts";
import { deployLocally } from "../../../infra/local/run-locally.ts";
import type { LocalOutputs } from "../../../shared/operations/local-outputs.ts";
import { launchBrowser } from "../../support/browser/launch-browser.ts";
import { linkFrom } from "../../support/browser/open-console.ts";
import { keyferryCli } from "../../support/clients/keyferry-cli.ts";
import { textTable } from "../report/tables.ts";
import { type ConsoleFigure, consoleSection, FIGURES_FILE, withSection } from "./console-section.ts";
import { traceMainThread } from "./scroll-trace.ts";
import { seedCredentials } from "./seed-credentials.ts";

/*
 * npm run bench:console [-- --docs]: the console with 100,000 credentials of one workspace on a local stack of its own, in
 * a browser. `--docs` also writes the figures into docs/performance.md. Fails if a target is missed.
 */

const CREDENTIALS = 100_000;

const progress = createProgress(process.stderr);
const local = join(PROJECT, ".local");
const directory = join(local, `bench-console-${process.pid}`);
// As for large imports: without that, the emulator parses the condition of a query again for each stored item.
const aws = await startLocalAws({
  directory,
  pythonDirectory: join(local, "python"),
  fresh: true,
  largeImports: true,
  progress,
});
try {
  const deployment = await deployLocally({ aws, directory, mint: mintLocalKey, progress });
  await progress(`${CREDENTIALS} credentials`, () =>
    seedCredentials(deployment, { count: CREDENTIALS, workspaceId: deployment.workspaceId }),
  );
  const figures = await progress("The console in a browser", () => measure(deployment));
  await report(figures);
} finally {
  await aws.stop();
  await rm(directory, { recursive: true, force: true });
}

async function measure(deployment: LocalOutputs): Promise<readonly ConsoleFigure[]> {
  const cli = await keyferryCli(deployment);
  const running = cli.start(["--json", "console", "--no-open"]);
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const opening = performance.now();
    await page.goto(await linkFrom(running));
    await page.getByText("Nothing waits.").waitFor();
    const pipeline = performance.now() - opening;
    const session = await page.context().newCDPSession(page);

    const first = await timeOf(async () => {
      await page.getByRole("link", { name: "Credentials" }).click();
      await page.getByText("customer 1", { exact: true }).waitFor();
    });
    // While the command still reads the listing.
    const early = await traceMainThread(session, () => scroll(page, 20));
    const all = await timeOf(() => page.getByText("100,000 credentials").waitFor({ timeout: 120_000 }));
    const scrolling = await traceMainThread(session, () => scroll(page, 60));
    const end = await timeOf(async () => {
      await page.getByRole("grid").focus();
      await page.keyboard.press("End");
      await page
        .getByText(`customer ${CREDENTIALS - 1}`, { exact: true })
        .or(page.getByText(`customer ${CREDENTIALS - 2}`, { exact: true }))
        .first()
        .waitFor();
    });
    const elements = await page.evaluate<number>("document.querySelectorAll('*').length");
    const heap = await page.evaluate<number>("performance.memory.usedJSHeapSize");
    return [
      { what: "the page from its link to the pipeline's figures", unit: "ms", seen: pipeline },
      { what: "first rows after a click on Credentials", unit: "ms", seen: first, most: 1_000 },
      { what: "all credentials counted, after the first rows", unit: "ms", seen: all },
      {
        what: "longest task while scrolling and the listing is read",
        unit: "ms",
        seen: early.longestTask,
        most: 50,
      },
      { what: "longest task while scrolling through all", unit: "ms", seen: scrolling.longestTask, most: 50 },
      {
        what: "time in tasks beyond 50 ms, while scrolling",
        unit: "ms",
        seen: early.blocked + scrolling.blocked,
        most: 0,
      },
      { what: "the last rows after the End key", unit: "ms", seen: end, most: 1_000 },
      { what: "elements in the page", unit: "", seen: elements, most: 1_500 },
      { what: "heap of the page", unit: "MB", seen: heap / 1_000_000 },
    ];
  } finally {
    await browser.close();
    running.process.kill("SIGTERM");
    await running.result;
    await cli.remove();
  }
}

async function timeOf(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return performance.now() - start;
}

/** By wheel: slowly, fast, and by jumps over thousands of rows, with the rows of each place on the screen in between. */
async function scroll(page: Page, times: number): Promise<void> {
  await page.getByRole("grid").hover();
  for (let turn = 0; turn < times; turn += 1) {
    await page.mouse.wheel(0, [120, 600, 3_000, 45_000][turn % 4] ?? 120);
    await page.waitForTimeout(50);
  }
}

async function report(figures: readonly ConsoleFigure[]): Promise<void> {
  const rows = figures.map(({ what, seen, unit, most }) => [
    what,
    `${seen.toFixed(0)} ${unit}`,
    most === undefined ? "" : `≤ ${most} ${unit}`,
  ]);
  console.log(`\n${textTable({ head: ["figure", "seen", "target"], rows })}\n`);
  if (figures.some(({ seen, most }) => most !== undefined && seen > most)) process.exitCode = 1;
  if (!process.argv.includes("--docs")) return;
  const measured = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} cores of ${cpus()[0]?.model ?? "an unknown processor"}`,
    figures,
  };
  await writeFile(FIGURES_FILE, `${JSON.stringify(measured, null, 2)}\n`);
  const page = join(PROJECT, "docs/performance.md");
  await writeFile(page, withSection(await readFile(page, "utf8"), consoleSection(measured)));
}
