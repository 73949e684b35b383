import { describe, expect, it } from "vitest";
import { releaseNotes } from "../../release/release-notes.ts";

const CHANGELOG = `# Changelog

## [Unreleased]

### Added

- Not yet there.

## [1.1.0] - 2026-02-03

### Fixed

- A [page](docs/page.md#heading), and [another's](https://example.com/page).

## [1.0.0] - 2026-01-02

[Unreleased]: https://example.com/compare/v1.1.0...HEAD
[1.1.0]: https://example.com/tag/v1.1.0
[1.0.0]: https://example.com/tag/v1.0.0
`;
const manifest = (version: string) => ({ version, repository: "github:owner/name" });

describe("the notes of a release", () => {
  it("the notes are the changelog's section of that version, with links that lead to the files of its tag", () => {
    expect(releaseNotes("v1.1.0", CHANGELOG, manifest("1.1.0"))).toBe(
      "### Fixed\n\n- A [page](https://github.com/owner/name/blob/v1.1.0/docs/page.md#heading), " +
        "and [another's](https://example.com/page).",
    );
  });

  it.each([
    ["the tag is another than the version of the code", "v1.1.0", "1.0.0"],
    ["the tag is no version", "main", "1.1.0"],
    ["there is no tag", "", "1.1.0"],
    ["the changelog does not know the version", "v1.2.0", "1.2.0"],
    ["the changelog says nothing about the version", "v1.0.0", "1.0.0"],
    ["the version is the beginning of another", "v1.1", "1.1"],
  ])("the notes are refused where %s", (_, tag, version) => {
    expect(() => releaseNotes(tag, CHANGELOG, manifest(version))).toThrow(/^(The tag is|CHANGELOG\.md says)/);
  });
});
