import { SIZE_LIMITS } from "./contents.ts";
import { pack } from "./pack.ts";
import { openWorkshop } from "./workshop.ts";

/* The gate on the sizes of the packages, as a part of `npm run check`. */

const workshop = await openWorkshop();
try {
  for (const [name, folder] of [
    ["keyferry", "."],
    ["resolver", "resolver"],
  ] as const) {
    const { size } = await pack(folder, workshop.directory);
    const line = `package ${name}: ${size} bytes, budget ${SIZE_LIMITS[name]}`;
    if (size <= SIZE_LIMITS[name]) console.log(line);
    else {
      console.error(`over budget: ${line}`);
      process.exitCode = 1;
    }
  }
} finally {
  await workshop.close();
}
