import { createFigures, report } from "../package/figures.ts";
import { pack } from "../package/pack.ts";
import { openWorkshop } from "../package/workshop.ts";
import { inspectRouter } from "./inspect-router.ts";
import { startLiteLlm } from "./litellm.ts";
import { startAiSdk, startPortkey } from "./node-routers.ts";
import { openPlatform } from "./platform.ts";

/*
 * `npm run test:routers`: real routers in front of a provider on loopback, with keys that keyferry stores on the local stack.
 * Each is the example of this repository. LiteLLM takes some 600 MB below .local/; `-- --without litellm` leaves it out.
 */

const figures = createFigures((line) => console.error(line));
const workshop = await openWorkshop();
try {
  const { tarball } = await pack("resolver", workshop.directory);
  const platform = await openPlatform(workshop.directory);
  try {
    const routers = [
      () => startAiSdk(platform, workshop, tarball),
      () => startPortkey(platform, workshop, tarball),
      ...(process.argv.includes("litellm") ? [] : [() => startLiteLlm(platform)]),
    ];
    for (const start of routers) {
      const router = await start();
      try {
        await inspectRouter(router, platform, figures);
      } finally {
        await router.close();
      }
    }
  } finally {
    await platform.close();
  }
} finally {
  await workshop.close();
}
console.log(report(figures.all));
if (figures.all.some(({ right }) => !right)) process.exitCode = 1;
