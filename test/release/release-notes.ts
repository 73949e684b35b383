import { readChangelog } from "./read-changelog.ts";

interface Manifest {
  readonly version: string;
  /** In npm's short form, `github:<owner>/<name>`. */
  readonly repository: string;
}

/**
 * What the changelog says about the version of a tag such as `v0.1.0`. Its relative links lead to the files of that tag:
 * a release has a page of its own on GitHub, outside of any folder.
 * @throws Error where the tag is another than the manifest's version, or the changelog says nothing about it.
 */
export function releaseNotes(tag: string, changelog: string, { version, repository }: Manifest): string {
  if (tag !== `v${version}`)
    throw new Error(`The tag is ${tag || "missing"}, and package.json has ${version}.`);
  const notes = readChangelog(changelog).find(({ name }) => name === version)?.notes;
  if (!notes) throw new Error(`CHANGELOG.md says nothing about ${version}.`);
  const files = `https://github.com/${repository.replace("github:", "")}/blob/${tag}`;
  return notes.replaceAll(/\]\((?!https?:)([^)\s]+)\)/g, `](${files}/$1)`);
}
