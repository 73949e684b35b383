import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/**
 * A directory of the XDG Base Directory Specification: the variable's, else the usual one below the home directory. A path
 * that is not absolute does not count, as the specification says: it would be a place of whatever directory a command runs in.
 */
export const baseDirectory = (variable: string | undefined, ...usual: readonly string[]): string =>
  variable !== undefined && isAbsolute(variable) ? variable : join(homedir(), ...usual);
