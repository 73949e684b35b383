import chromium from "@sparticuz/chromium";
import { type Browser, chromium as playwright } from "playwright-core";

/**
 * A Chromium without a window, from npm alone: nothing is downloaded, and no browser of this machine is used. The
 * first start unpacks it into the directory for temporary files, which takes some seconds.
 *
 * The package's own arguments are left out, since they switch off the same-origin policy and the isolation of sites,
 * which the tests rely on.
 */
export async function launchBrowser(): Promise<Browser> {
  return await playwright.launch({
    executablePath: await chromium.executablePath(),
    // Chromium's sandbox needs namespaces, which neither root nor most containers have.
    args: ["--no-sandbox"],
    headless: true,
  });
}
