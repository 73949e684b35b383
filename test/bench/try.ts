import { createProgress } from "../../infra/local/progress.ts";
import { openStage } from "./end-to-end/deploy.ts";
import { measureLatency } from "./end-to-end/latency.ts";

const s = await openStage(createProgress(process.stderr));
try {
  console.log(await measureLatency(s, { rounds: 40, seconds: 5 }));
} finally {
  await s.close();
}
