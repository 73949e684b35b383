import { invalidField } from "../../shared/kernel/errors.ts";

/** Lambda answers 6 MB at most, in which the page is JSON text inside JSON. The rest is for headers. */
const MAX_PAGE_BYTES = 6_000_000;

/**
 * A page as it is. Credentials within today's limits always fit one; larger ones that were stored before may not, and
 * to end the page early would lose them: clients take a short page for the last one.
 * @throws KeyferryError `invalid_request` for a page that cannot be answered.
 */
export function limitPage<Page extends object>(page: Page): Page {
  if (Buffer.byteLength(JSON.stringify(JSON.stringify(page))) <= MAX_PAGE_BYTES) return page;
  throw invalidField("limit", "must be lower: these credentials do not fit one answer");
}
