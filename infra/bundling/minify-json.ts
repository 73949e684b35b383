import { readFile, writeFile } from "node:fs/promises";

/* node minify-json.ts <from> <to>: copies a JSON file without its white space. */
const [from = "", to = ""] = process.argv.slice(2);
await writeFile(to, JSON.stringify(JSON.parse(await readFile(from, "utf8"))));
