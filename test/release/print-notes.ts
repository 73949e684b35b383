import { readFileSync } from "node:fs";
import { releaseNotes } from "./release-notes.ts";

/*
 * `node test/release/print-notes.ts v0.1.0` prints the notes of the release of that tag, and fails where the tag is not
 * the version in package.json. It needs nothing that is installed: .github/workflows/release.yml runs it with the right
 * to write.
 */

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");

const [tag = ""] = process.argv.slice(2);
process.stdout.write(`${releaseNotes(tag, read("CHANGELOG.md"), JSON.parse(read("package.json")))}\n`);
