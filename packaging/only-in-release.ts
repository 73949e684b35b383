import { readFileSync } from "node:fs";

/*
 * Runs before npm publishes a package, and lets it only in the workflow of a release, from a tag with the version's name:
 * there, npm signs where the package comes from. From a machine, `npm publish` ends here.
 */
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const { GITHUB_REF, ACTIONS_ID_TOKEN_REQUEST_URL } = process.env;

if (ACTIONS_ID_TOKEN_REQUEST_URL === undefined || GITHUB_REF !== `refs/tags/v${version}`) {
  process.stderr.write(
    `keyferry is published by its release workflow alone, from the tag v${version}: CONTRIBUTING.md.\n`,
  );
  process.exitCode = 1;
}
