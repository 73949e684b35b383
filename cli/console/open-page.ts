import type { ChildProcess } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import open from "open";
import { createStateFile, stateHome } from "../state-files.ts";

/** How long a browser may take to read the file, in milliseconds. */
const READ_MS = 60_000;

type OpenFile = (file: string) => Promise<Pick<ChildProcess, "on">>;

/**
 * Opens a link in the browser, by a file of the owner alone that leads to it: the arguments of a program are there for
 * every user of the machine to see, and the link lets in whoever comes first.
 * @param until when the file goes, at the latest.
 */
export async function openPage(
  link: string,
  until: AbortSignal,
  { directory = stateHome(process.env), openFile = open as OpenFile } = {},
): Promise<void> {
  const file = join(directory, `console-${process.pid}.html`);
  try {
    await rm(file, { force: true });
    await createStateFile(file, pageThatLeadsTo(link));
  } catch {
    // Nothing can be kept there: the link is on the terminal.
    return;
  }
  const remove = () => void rm(file, { force: true });
  until.addEventListener("abort", remove);
  setTimeout(remove, READ_MS).unref();
  // A machine without a browser: the link is on the terminal.
  const opener = await openFile(file).catch(() => undefined);
  opener?.on("error", () => {});
}

/** @param link of characters that need no escape in HTML. */
export const pageThatLeadsTo = (link: string): string =>
  `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${link}"><title>keyferry</title>\n` +
  `<a href="${link}">Open the console</a>\n`;
