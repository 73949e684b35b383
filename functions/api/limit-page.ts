import { invalidField } from "../../shared/kernel/errors.ts";

/** Lambda answers at most 6 MB, in which the page is JSON text inside JSON. The rest is room for headers. */
const MAX_PAGE_BYTES = 6_000_000;

/**
 * Returns the page unchanged. Credentials within today's limits always fit one response, but larger ones from
 * an earlier version may not. Cutting the page short would hide them: clients take a short page for the last
 * one.
 * @throws KeyferryError `invalid_request` for a page that is too large for a response.
 */
export function limitPage<Page extends object>(page: Page): Page {
  if (Buffer.byteLength(JSON.stringify(JSON.stringify(page))) <= MAX_PAGE_BYTES) return page;
  throw invalidField("limit", "must be lower: these credentials do not fit one answer");
}
