import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import { stateHome } from "../../../cli/state-files.ts";

const usual = join(homedir(), ".local", "state", "keyferry");

it.each([
  [undefined, usual],
  ["", usual],
  ["state", usual],
  ["./state", usual],
  [resolve("/var/state"), join(resolve("/var/state"), "keyferry")],
])(
  "the place of what is kept for later commands is the same in every directory, with XDG_STATE_HOME %j",
  (home, expected) => {
    expect(stateHome({ XDG_STATE_HOME: home })).toBe(expected);
  },
);
