import type { Command } from "commander";
import { didYouMean } from "../shared/kernel/nearest-name.ts";

/**
 * Makes a command's errors repeat nothing that was typed. Commander quotes unknown options, unknown commands
 * and invalid values, and a key that was typed in a wrong place would stay in the log of a CI job.
 */
export function withoutQuotes(command: Command): Command {
  const report = command.error.bind(command);
  command.error = (message, options) => report(harmless(command, message, options?.code), options);
  return command;
}

/** Messages of other codes consist of the command's own options, arguments and numbers. */
function harmless(command: Command, message: string, code: string | undefined): string {
  switch (code) {
    case "commander.unknownOption":
      return `error: unknown option${didYouMean(quotedIn(message), optionsOf(command))}`;
    case "commander.unknownCommand":
      return `error: unknown command${didYouMean(quotedIn(message), commandsOf(command))}`;
    case "commander.invalidArgument":
      return `error: ${placeIn(command, message)} is invalid${reasonIn(message)}`;
    default:
      return message;
  }
}

/** `error: option '--limit <number>' argument '…' is invalid. Expected …`: the option, if it is one of ours. */
function placeIn(command: Command, message: string): string {
  const option = command.options.find(({ flags }) => message.startsWith(`error: option '${flags}' `));
  return option === undefined ? "a value" : `the value of option '${option.flags}'`;
}

/** What comes after the quoted value: `. Expected …`, or ` for argument 'queue'. Allowed choices are …`. */
const reasonIn = (message: string): string =>
  message.slice(message.lastIndexOf(AFTER_VALUE) + AFTER_VALUE.length);

const AFTER_VALUE = "' is invalid";

/** What commander quotes, to be compared with known names: it is not shown. */
const quotedIn = (message: string): readonly string[] => [/'([^']*)'/.exec(message)?.[1] ?? ""];

const commandsOf = (command: Command): readonly string[] => command.commands.map((child) => child.name());

const optionsOf = (command: Command): readonly string[] => [
  ...command.options.flatMap(({ long }) => long ?? []),
  ...(command.parent === null ? [] : optionsOf(command.parent)),
];
