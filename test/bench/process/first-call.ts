import { pathToFileURL } from "node:url";

/*
 * Loads one bundle into this fresh process, calls it once, and prints how long that took. This script is
 * bundled before it runs, so that the process loads nothing but the handler. Arguments: the bundle, and the
 * event in JSON.
 */

const [, , file, event] = process.argv;
const print = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true;

const start = performance.now();
const { handler } = await import(pathToFileURL(String(file)).href);
const imported = performance.now();
const context = { awsRequestId: "bench", functionName: "bench", getRemainingTimeInMillis: () => 30_000 };
const answer = await handler(JSON.parse(String(event)), context);
const called = performance.now();
// A refusal is not the call to measure.
if (answer?.statusCode >= 400) throw new Error(`answered ${answer.statusCode}: ${answer.body}`);

print(JSON.stringify({ importMs: imported - start, callMs: called - imported }), () => process.exit());
