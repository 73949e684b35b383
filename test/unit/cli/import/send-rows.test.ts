import { expect, it } from "vitest";
import type { FileRow } from "../../../../cli/import/file-row.ts";
import { sendRows } from "../../../../cli/import/send-rows.ts";
import { rowValidator } from "../../../../cli/import/validate-row.ts";
import type { ImportMessage } from "../../../../shared/imports/import-message.ts";
import { providerSlugs } from "../../../../shared/providers/slug.ts";
import { rawKey, WORKSPACE } from "../../../support/data/fixtures.ts";

const IMPORT = "e0000000-0000-4000-8000-000000000001";
/** What one request to POST /byok/imports takes. */
const LARGEST_BODY = 2 * 1024 * 1024;

it("a batch fits a request of the API, however long the settings of its rows are", async () => {
  const list = Array.from({ length: 100 }, (_, n) => `${n}`.padStart(115, "m"));
  const rows = Array.from(
    { length: 300 },
    (_, n): FileRow => ({
      row: n + 1,
      line: n + 2,
      fields: { provider: "openai", key: rawKey(n + 1), allowed_models: list, allowed_user_ids: list },
      problems: [],
      text: "",
    }),
  );
  const batches: (readonly ImportMessage[])[] = [];
  await sendRows({
    rows: (async function* () {
      yield rows;
    })(),
    validate: rowValidator(providerSlugs([]), { provider: undefined, workspace_id: WORKSPACE }),
    isOpen: () => true,
    admit: () => true,
    onDuplicate: "create",
    accepts: [],
    import_id: IMPORT,
    total_rows: rows.length,
    seal: () => `h.${"k".repeat(683)}.i.${"c".repeat(200)}.t`,
    target: { batchSize: 250, parallel: 2, send: async (batch) => void batches.push(batch) },
    onInvalid: () => {},
    onRead: () => {},
    onSent: () => {},
    signal: new AbortController().signal,
  });
  const sizes = batches.map((batch) =>
    Buffer.byteLength(batch.map((each) => JSON.stringify(each)).join("\n")),
  );
  expect(batches.flat()).toHaveLength(300);
  expect(Math.max(...sizes)).toBeLessThan(LARGEST_BODY);
});
