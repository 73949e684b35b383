import { existsSync, globSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const PAGES = globSync("{*,docs/**/*,infra/**/*}.md", { cwd: PROJECT }).sort();

/** What a reader sees as text: code between fences holds no links and no headings. */
const read = (file: string) =>
  readFileSync(`${PROJECT}${file}`, "utf8").replaceAll(/^ *```[\s\S]*?^ *```$/gm, "");

/** GitHub's own way from a heading to its anchor; the second of a name gets a number. */
function anchorsOf(page: string): readonly string[] {
  const seen = new Map<string, number>();
  return [...read(page).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) => {
    const anchor = heading
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replaceAll(/[^\w\- ]/g, "")
      .replaceAll(" ", "-");
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

it.each(PAGES)("every link of %s leads to a file and a heading that are there", (page) => {
  const links = [...read(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  const broken = links
    .filter((link) => !/^(https?|mailto):/.test(link))
    .filter((link) => {
      const [path = "", anchor] = link.split("#");
      const target = path === "" ? page : posix.join(posix.dirname(page), path);
      if (target.startsWith("..") || !existsSync(`${PROJECT}${target}`)) return true;
      return anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).includes(anchor);
    });
  expect(broken).toEqual([]);
});
