import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { titlesIn } from "../support/source/title-scanner.ts";

/*
 * A report, an editor and a page of docs/ show a test by its own title, without the group around it. So each title is a
 * sentence: it has a subject, and says what is true of it. No rule can tell that of English; what this one can tell is
 * that a title begins as subjects do, and neither with a verb nor with a conjunction or a preposition.
 */

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const FILES = globSync("test/**/*.test.ts", { cwd: PROJECT }).sort();
const TITLES = FILES.flatMap((file) =>
  titlesIn(readFileSync(`${PROJECT}${file}`, "utf8")).map((found) => ({ file, ...found })),
);

const DETERMINERS =
  /^(?:a|an|the|this|each|every|all|both|any|no|nothing|another|our|one|two|three|four|five|six|ten|fifty) /;
/** A proper name, an HTTP method, or the value of a case. */
const NAMES = /^(?:[A-Z]|[%$])/;

const isSentence = (title: string): boolean =>
  (DETERMINERS.test(title) || NAMES.test(title)) && title.split(" ").length >= 3 && !/[:,]$/.test(title);

describe("titles", () => {
  it("every title is a literal that stands in the code as a report shows it", () => {
    expect(TITLES.length).toBeGreaterThan(900);
    expect(TITLES.filter(({ title }) => title === null)).toEqual([]);
  });

  it("every title of a test begins with a subject and has three words or more", () => {
    const torn = TITLES.filter(({ kind, title }) => kind === "test" && !isSentence(title ?? ""));
    expect(torn.map(({ file, title }) => `${file}: ${title}`)).toEqual([]);
  });

  it("no file has two tests of one title", () => {
    const names = TITLES.filter(({ kind }) => kind === "test").map(({ file, title }) => `${file}: ${title}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it.each([
    "and deleted is left deleted",
    "again and again is left to the queue after three attempts",
    "answers 201 once the credential is stored",
    "of nothing at all is legal",
    "adapters",
    "%s",
    "without a key is rejected",
    "a seal",
    "the worker answers a queue:",
    "what the worker rejects is told",
  ])('the title "%s" is not a sentence', (title) => {
    expect(isSentence(title)).toBe(false);
  });
});
