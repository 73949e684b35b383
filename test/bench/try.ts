import { createProgress } from "../../infra/local/progress.ts";
import { openStage } from "./end-to-end/deploy.ts";
import { measureImport } from "./end-to-end/import.ts";

const s = await openStage(createProgress(process.stderr));
try {
  for (const n of [500, 1000, 5000]) console.log(await measureImport(s, n));
} finally {
  await s.close();
}
