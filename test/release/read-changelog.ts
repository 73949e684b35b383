/*
 * The form of CHANGELOG.md is that of Keep a Changelog: a heading `## [<version>] - <date>` for each release, the newest
 * first, and `## [Unreleased]` above them.
 */

export interface ChangelogSection {
  /** A version such as `0.1.0`, or `Unreleased`. */
  readonly name: string;
  /** `YYYY-MM-DD`; undefined for what is not released. */
  readonly date: string | undefined;
  /** Markdown, without the heading. */
  readonly notes: string;
}

/** The sections in their order, without the link definitions at the end of the file. */
export function readChangelog(text: string): readonly ChangelogSection[] {
  const [, ...sections] = text.replaceAll(/^\[[^\]]+\]: \S+\n/gm, "").split(/^## /m);
  return sections.map((section) => {
    const { name = "", date } = /^\[(?<name>[^\]]+)\](?: - (?<date>\S+))?\n/.exec(section)?.groups ?? {};
    return { name, date, notes: section.slice(section.indexOf("\n")).trim() };
  });
}
