import type { Browser, BrowserContextOptions, CDPSession, Page } from "playwright-core";

/** One visitor: a browser profile of its own, with one page, and a record of what it did. */
export interface Visit {
  readonly page: Page;
  /** Everything that the page sent, as the browser's network log has it: addresses, headers and bodies. */
  sent(): string;
  /** The addresses of all requests. */
  addresses(): string;
  /** What the policies of the pages forbade, and what the pages said on the console. */
  complaints(): Promise<readonly string[]>;
  /** The addresses and titles in the history of the page. */
  history(): Promise<string>;
  /** Cookies, storages, databases and caches of every origin that the visitor was at. */
  stored(): Promise<string>;
  /** The document as it is now, with the values of all its fields. */
  document(): Promise<string>;
  close(): Promise<void>;
}

/** What the browser says itself when an answer has an error's status: the page shows that in its own words. */
const STATUS_LINE = /^Failed to load resource: the server responded with a status of \d{3}/;

/* What runs in the page is text, since the project's own code knows no document. */

const REPORT_VIOLATIONS = {
  content: `document.addEventListener("securitypolicyviolation", (event) => {
    complain(event.violatedDirective + " " + event.blockedURI);
  });`,
};

const READ_STORAGES = `(async () => [
  JSON.stringify(sessionStorage),
  (await indexedDB.databases()).map(({ name }) => name),
  await caches.keys(),
  (await navigator.serviceWorker.getRegistrations()).length,
])()`;

const READ_DOCUMENT = `[
  document.documentElement.outerHTML,
  ...[...document.querySelectorAll("input, textarea, select")].map(({ value }) => value),
].join("\\n")`;

export async function openVisit(browser: Browser, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const complaints: string[] = [];
  await context.exposeBinding("complain", (_, text: string) => {
    complaints.push(text);
  });
  await context.addInitScript(REPORT_VIOLATIONS);
  const page = await context.newPage();
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("console", (message) => {
    if (!STATUS_LINE.test(message.text())) complaints.push(message.text());
  });
  const cdp = await context.newCDPSession(page);
  const sent = await recordNetwork(cdp);

  return {
    page,
    sent: () => sent.lines.join("\n"),
    addresses: () => sent.addresses.join("\n"),
    complaints: async () => complaints,
    history: async () => {
      const { entries } = await cdp.send("Page.getNavigationHistory");
      return entries.map(({ url, title }) => `${url} ${title}`).join("\n");
    },
    stored: async () =>
      JSON.stringify([await context.storageState({ indexedDB: true }), await page.evaluate(READ_STORAGES)]),
    document: async () => String(await page.evaluate(READ_DOCUMENT)),
    close: () => context.close(),
  };
}

async function recordNetwork(cdp: CDPSession) {
  const lines: string[] = [];
  const addresses: string[] = [];
  // The log tells the fragment of an address, too, which is not sent.
  cdp.on("Network.requestWillBeSent", ({ request: { urlFragment: _, ...request } }) => {
    lines.push(JSON.stringify(request));
    addresses.push(request.url);
  });
  cdp.on("Network.requestWillBeSentExtraInfo", ({ headers }) => lines.push(JSON.stringify(headers)));
  await cdp.send("Network.enable", { maxPostDataSize: 1_000_000 });
  return { lines: lines as readonly string[], addresses: addresses as readonly string[] };
}
