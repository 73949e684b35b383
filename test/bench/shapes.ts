import { BODY_SHAPES } from "../support/data/body-shapes.ts";
import { doorWorld } from "../support/worlds/door-world.ts";

/*
 * Prints what the door costs for bodies of 36 shapes and growing size: nanoseconds and bytes of the answer, each per
 * byte of the body. Both are flat where the door is linear.
 *
 *   node test/bench/shapes.ts [path] [bytes …]      e.g. /byok/imports 65536 1048576
 */

const [path = "/byok", ...sizes] = process.argv.slice(2);
const bytes = sizes.length > 0 ? sizes.map(Number) : [8_192, 16_384, 32_768, 65_536];
const type = path === "/byok/imports" ? "application/x-ndjson" : "application/json";
const door = doorWorld();

async function measure(body: string) {
  let least = Number.POSITIVE_INFINITY;
  let answer = 0;
  for (let run = 0; run < 3 && least > 0; run += 1) {
    const since = performance.now();
    const { text } = await door.send("POST", path, body, { "content-type": type });
    const took = performance.now() - since;
    answer = Buffer.byteLength(text);
    least = Math.min(least, took);
    // A slow door is slow the first time.
    if (took > 1_000) break;
  }
  return { took: least, answer };
}

const figure = (value: number): string =>
  value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString("en");

await measure("{}");
console.log(`| POST ${path} | ${bytes.map((size) => `${size} bytes`).join(" | ")} |`);
console.log(`|---|${"---|".repeat(bytes.length)}`);
for (const { name, build } of BODY_SHAPES) {
  const cells: string[] = [];
  for (const size of bytes) {
    const body = build(size);
    const { took, answer } = await measure(body);
    cells.push(`${figure((took * 1e6) / body.length)} ns, ${figure(answer / body.length)} B`);
  }
  console.log(`| ${name} | ${cells.join(" | ")} |`);
}
