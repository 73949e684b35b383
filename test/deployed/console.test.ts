import { randomUUID } from "node:crypto";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchBrowser } from "../support/browser/launch-browser.ts";
import { linkFrom, type Recorded, recordingPage } from "../support/browser/open-console.ts";
import { keyferryCli, type RunningCli } from "../support/clients/keyferry-cli.ts";
import { leaks } from "../support/data/disguises.ts";
import { newCanary, withBodies } from "../support/deployed/canary.ts";
import { deployment, eventually, newTenant, sqs } from "../support/deployed/deployment.ts";

/* The console of a running command, in a browser. */

type Tenant = Awaited<ReturnType<typeof newTenant>>;

let cli: Awaited<ReturnType<typeof keyferryCli>>;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let recorded: Recorded;
let running: RunningCli;
let link: string;
let tenant: Tenant;
const canaries = [newCanary(), newCanary(), newCanary()];
const ids: string[] = [];
const MARKUP = " <img src=x onerror=alert(1)><b>";

beforeAll(async () => {
  tenant = await newTenant();
  for (const [n, key] of canaries.entries()) {
    const body = { provider: "openai", key, name: `customer ${n + 1}${n === 2 ? MARKUP : ""}` };
    ids.push((await tenant.api("POST", "/byok", body)).body.data.id);
  }
  // The command finds the deployment with the test's own management key, as beside `npm start`.
  cli = await keyferryCli({
    ...deployment,
    managementKey: tenant.token,
    workspaceId: tenant.workspaceId,
  });
  running = cli.start(["--json", "console", "--no-open"]);
  [link, browser] = await Promise.all([linkFrom(running), launchBrowser()]);
  context = await browser.newContext({ viewport: { width: 1440, height: 860 } });
  ({ page, recorded } = await recordingPage(context));
  await page.goto(link);
  await page.getByRole("heading", { name: "Pipeline" }).waitFor();
}, 120_000);

afterAll(async () => {
  running.process.kill("SIGINT");
  await browser.close();
  const { status, stdout, stderr } = await running.result;
  await cli.remove();
  expect(status).toBe(0);
  expect(leaks({ stdout, stderr }, [...withBodies(canaries), tenant.token])).toEqual([]);
});

const show = async (name: string): Promise<void> => {
  await page.getByRole("navigation").getByRole("link", { name }).click();
  await page.getByRole("heading", { name, level: 1 }).waitFor();
};

/** The row of the list with this name. */
const rowOf = (name: string) => page.getByRole("row").filter({ hasText: name });

/** A row of an import as a producer sends it. */
async function rowOfImport(importId: string, row: number, key: string): Promise<object> {
  const { stdout } = await cli.run(["--json", "seal", "openai"], key);
  return {
    version: 1,
    type: "credential.import",
    import_id: importId,
    row,
    total_rows: 2,
    workspace_id: tenant.workspaceId,
    provider: "openai",
    sealed_key: JSON.parse(stdout).sealed_key,
    settings: { name: `row ${row}` },
    requested_at: new Date().toISOString(),
  };
}

async function sendDeadLetters(bodies: readonly object[]): Promise<void> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: deployment.importQueueUrl, AttributeNames: ["RedrivePolicy"] }),
  );
  const { deadLetterTargetArn } = JSON.parse(Attributes?.RedrivePolicy ?? "{}");
  const QueueName = String(deadLetterTargetArn).split(":").at(-1);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  for (const body of bodies) {
    const group = { MessageGroupId: tenant.workspaceId };
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body), ...group }));
  }
}

it("the link works once, and its token stays in no address of the page's history", async () => {
  const token = new URL(link).hash.slice(1);
  const session = await context.newCDPSession(page);
  const { entries } = await session.send("Page.getNavigationHistory");
  expect(
    leaks({ history: entries.map(({ url }) => url).join(), page: await page.content() }, [token]),
  ).toEqual([]);
  const { page: second } = await recordingPage(context);
  await second.goto(link);
  await second.getByRole("heading", { name: "This page needs another link" }).waitFor();
  await second.close();
});

it("the pipeline shows what waits where, and dead letters that are sent back are carried out", async () => {
  await page.getByText("Nothing waits.").waitFor({ timeout: 15_000 });
  const importId = randomUUID();
  const row = await rowOfImport(importId, 1, newCanary());
  const refused = { ...(await rowOfImport(importId, 2, newCanary())), provider: "anthropic" };
  await sendDeadLetters([row, refused]);
  const sendBack = page.getByRole("button", { name: "Send back the dead letters of imports" });
  await sendBack.click({ timeout: 15_000 });
  await page.getByText("2 dead letters sent back to imports.").waitFor({ timeout: 15_000 });
  await sendBack.waitFor({ state: "hidden", timeout: 15_000 });

  await show("Imports");
  await page.getByText("done, some rejected").waitFor({ timeout: 20_000 });
  await page.getByRole("link", { name: importId.slice(0, 8) }).click();
  await page.getByText(/^seal_mismatch: /).waitFor();
});

it("the list has the credentials, and one of them opens with its events", async () => {
  await show("Credentials");
  await page.getByText("4 credentials").waitFor();
  await rowOf("customer 2").click();
  const panel = page.getByRole("complementary");
  await panel.getByText("created", { exact: true }).waitFor();
  await panel.getByText(ids[1] ?? "").waitFor();
});

it("a credential is disabled and enabled from the page, and its events show it", async () => {
  const panel = page.getByRole("complementary");
  await panel.getByRole("button", { name: "Disable" }).click();
  await panel.getByRole("button", { name: "Enable" }).waitFor();
  expect((await tenant.api("GET", `/byok/${ids[1]}`)).body.data.disabled).toBe(true);
  await panel.getByText("disabled", { exact: true }).last().waitFor();
  await rowOf("customer 2").getByText("disabled").waitFor();
  await panel.getByRole("button", { name: "Enable" }).click();
  await panel.getByRole("button", { name: "Disable" }).waitFor();
  expect((await tenant.api("GET", `/byok/${ids[1]}`)).body.data.disabled).toBe(false);
});

it("a link for another key of a credential is made beside its record", async () => {
  const panel = page.getByRole("complementary");
  await panel.getByRole("button", { name: "Ask for another key …" }).click();
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.getByLabel("Link", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Done" }).click();
  const { data } = (await tenant.api("GET", "/byok/links")).body;
  expect(data).toMatchObject([{ purpose: "rotate", credential_id: ids[1], status: "open" }]);
});

it("a credential is deleted only after a word of its own is typed", async () => {
  const panel = page.getByRole("complementary");
  await panel.getByRole("button", { name: "Delete …" }).click();
  const dialog = page.getByRole("dialog");
  const act = dialog.getByRole("button", { name: "Delete for good" });
  await dialog.getByRole("textbox").fill("yes");
  expect(await act.isDisabled()).toBe(true);
  await dialog.getByRole("textbox").fill(ids[1]?.slice(0, 8) ?? "");
  await act.click();
  await panel.getByText("Deleted, or in no workspace of this management key.").waitFor();
  expect((await tenant.api("GET", `/byok/${ids[1]}`)).status).toBe(404);
  await page.getByText("3 credentials").waitFor({ timeout: 15_000 });
});

it("the search finds by name, and the filters by state and provider", async () => {
  await page.getByRole("button", { name: "Close" }).first().click();
  await page.keyboard.press("/");
  await page.keyboard.type("customer 3");
  await page.getByText("1 found").waitFor();
  await rowOf("customer 3").waitFor();
  expect(await page.getByRole("row").count()).toBe(2);
  await page.getByRole("searchbox").fill("");
  await page.getByText("3 credentials").waitFor();
  await page.getByLabel("State").selectOption("disabled");
  await page.getByText("No credential of this workspace fits the filters.").waitFor();
  await page.getByLabel("State").selectOption("");
  await page.getByLabel("Order").selectOption("newest");
  await page.getByText("3 credentials").waitFor();
  await eventually(async () => (await page.getByRole("row").nth(1).textContent())?.includes("row 1"));
});

it("a name that looks like markup is shown as the text that it is", async () => {
  await page.getByText(`customer 3${MARKUP}`, { exact: true }).waitFor();
  expect(await page.locator("img, b").count()).toBe(0);
});

it("the list is used by keys alone", async () => {
  await page.getByRole("grid").focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page
    .getByRole("complementary")
    .getByText(ids[0] ?? "")
    .waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("complementary").waitFor({ state: "hidden" });
  expect(await page.locator("[role=grid]:focus").count()).toBe(1);
});

it("another workspace is refused where the management key does not cover it, in words", async () => {
  const field = page.getByLabel("Workspace");
  await field.fill(randomUUID());
  await field.press("Enter");
  await page.getByText("This management key may not manage that workspace").waitFor();
  await field.fill(tenant.workspaceId);
  await field.press("Enter");
  await page.getByText("3 credentials").waitFor();
});

it("an intake link is made, shown once, and revoked, all from the page", async () => {
  await show("Intake links");
  await page.getByRole("button", { name: "New link" }).click();
  await page.getByLabel("Name of the credential (optional)").fill("Acme production");
  await page.getByRole("button", { name: "Make the link" }).click();
  const url = await page.getByLabel("Link", { exact: true }).inputValue();
  expect(url).toMatch(/\/in\/[\da-f-]{36}#[\w-]{43}\.[\w-]{43}$/);
  await page.getByRole("button", { name: "Done" }).click();
  const id = new URL(url).pathname.split("/").at(-1) ?? "";
  const row = page.getByRole("row").filter({ hasText: id.slice(0, 8) });
  await row.getByText("Acme production").waitFor();
  expect((await page.content()).includes(new URL(url).hash.slice(1))).toBe(false);
  await row.getByRole("button", { name: "Revoke" }).click();
  await row.getByText("revoked").waitFor();
  expect((await tenant.api("GET", `/byok/links/${id}`)).body.data.status).toBe("revoked");
});

it("the webhook sources are shown without their secrets, and the health as doctor has it", async () => {
  const name = `console-${randomUUID().slice(0, 8)}`;
  const added = await cli.json("webhooks", "add", name);
  await show("Webhook sources");
  await page.getByRole("row").filter({ hasText: name }).waitFor();
  expect(leaks({ traffic: recorded.traffic.join("\n") }, [added.secret])).toEqual([]);
  await show("Health");
  await page.getByRole("row").filter({ hasText: "intake key" }).waitFor({ timeout: 30_000 });
});

it("no view has a serious problem for assistive technology, in light and dark, small and large", async () => {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const view of ["Pipeline", "Credentials", "Imports", "Intake links", "Webhook sources", "Health"]) {
      await show(view);
      if (view === "Credentials") await rowOf("customer 1").click();
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      found.push(...serious.map(({ id, nodes }) => `${colorScheme} ${view}: ${id} ${nodes[0]?.html}`));
    }
  }
  expect(found).toEqual([]);
  // 200 % zoom of a small screen: nothing is cut off sideways.
  await page.setViewportSize({ width: 640, height: 400 });
  for (const view of ["Pipeline", "Credentials", "Imports", "Intake links", "Webhook sources", "Health"]) {
    await show(view);
    const fits = await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth");
    expect([view, fits]).toEqual([view, true]);
  }
});

it("the page keeps nothing, breaks no rule of its policy, and never had a key", async () => {
  const kept = await page.evaluate(
    `indexedDB.databases().then((databases) => ({
      cookie: document.cookie, local: localStorage.length, session: sessionStorage.length, databases: databases.length,
    }))`,
  );
  expect(kept).toEqual({ cookie: "", local: 0, session: 0, databases: 0 });
  expect(recorded.troubles).toEqual([]);
  const places = { traffic: recorded.traffic.join("\n"), page: await page.content() };
  expect(leaks(places, [...withBodies(canaries), tenant.token])).toEqual([]);
  const origins = new Set(
    recorded.traffic.filter((text) => /^https?:/.test(text)).map((url) => new URL(url).origin),
  );
  expect([...origins]).toEqual([new URL(link).origin]);
});
