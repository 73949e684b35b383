import { readFileSync } from "node:fs";
import type { Argument, Command, Option } from "commander";
import { describe, expect, it } from "vitest";
import { withChangeOptions, withSettingOptions } from "../../cli/credential-options.ts";
import { EXIT, EXIT_HELP, EXIT_MEANING } from "../../cli/exit-codes.ts";
import { createProgram } from "../../cli/program.ts";

const page = readFileSync(new URL("../../docs/cli.md", import.meta.url), "utf8");

/** The text under a heading, up to the next heading of any level. */
const under = (heading: string): string => page.split(`\n${heading}\n`)[1]?.split(/\n#{2,} /)[0] ?? "";

const plain = (cell: string): string => cell.replaceAll("`", "").trim();

/** The rows of the first table of a text whose heading begins so, without their backticks. */
function rowsOf(text: string, heading: string): readonly (readonly string[])[] {
  const [, table = ""] = text.split(`\n| ${heading} |`);
  return table
    .split("\n")
    .slice(2)
    .filter((_, index, lines) => lines.slice(0, index + 1).every((line) => line.startsWith("|")))
    .map((line) => line.split("|").slice(1, -1).map(plain));
}

interface NamedCommand {
  /** `imports list` */
  readonly name: string;
  readonly command: Command;
}

/** The commands that do something: those without commands of their own. */
const leaves = (command: Command, path: readonly string[] = []): readonly NamedCommand[] =>
  command.commands.length === 0
    ? [{ name: path.join(" "), command }]
    : command
        .createHelp()
        .visibleCommands(command)
        .filter((child) => child.name() !== "help")
        .flatMap((child) => leaves(child, [...path, child.name()]));

const program = createProgram();
const commands = leaves(program);

const argumentsOf = ({ registeredArguments }: Command) =>
  registeredArguments.map((argument: Argument) =>
    argument.required ? `<${argument.name()}>` : `[${argument.name()}]`,
  );

/** What the page says of an option: its flags, its default, and what it does. */
function describeOption({ flags, description, defaultValue, mandatory }: Option): readonly string[] {
  const [, text = "", written] = /^(.*?)(?: \(default: (.*)\))?$/.exec(description) ?? [];
  const fallback = mandatory ? "required" : String(defaultValue ?? written ?? "–");
  return [flags, fallback, text];
}

const sorted = (rows: readonly (readonly string[])[]) => rows.map((row) => row.join(" | ")).sort();

describe("docs/cli.md", () => {
  it("the page lists every command with its arguments, and no other", () => {
    const listed = rowsOf(page, "command").map(([command, , text = ""]) => [
      command,
      text.replace(/: \[[^\]]*\]\([^)]*\)$/, ""),
    ]);
    expect(listed).toEqual(
      commands.map(({ name, command }) => [
        [name, ...argumentsOf(command)].join(" "),
        command.description().replace(/, with(out)? AWS( credentials)?$/, ""),
      ]),
    );
  });

  it("the page says of each command whether it needs AWS credentials, as its help does", () => {
    const needing = rowsOf(page, "command").filter(([, needs]) => needs === "AWS credentials");
    expect(needing.length).toBeGreaterThan(10);
    for (const [signature = ""] of needing) {
      const { command } = commands.find(({ name }) => name === signature.replace(/ <.*/, "")) ?? {};
      expect(helpOf(command), signature).toContain("AWS credentials");
    }
  });

  it("the page lists the flags of every command", () => {
    expect(rowsOf(under("## Flags of every command"), "flag")).toEqual(program.options.map(describeOption));
  });

  it("the page lists the settings of a credential", () => {
    const { options } = withSettingOptions(createProgram().createCommand("any"));
    expect(rowsOf(under("### Settings of a credential"), "flag")).toEqual(options.map(describeOption));
  });

  it("the page lists the flags that take a setting back", () => {
    const given = withSettingOptions(createProgram().createCommand("any")).options.map(({ flags }) => flags);
    const { options } = withChangeOptions(createProgram().createCommand("any"));
    const others = options.filter(({ flags }) => !given.includes(flags));
    expect(rowsOf(under("### Taking settings back"), "flag")).toEqual(others.map(describeOption));
  });

  it("the page has flags of those commands only that have some", () => {
    const headings = [...page.matchAll(/^### `(.+)`$/gm)].map(([, name]) => name);
    const withFlags = commands.filter(({ command }) => command.options.length > 0);
    expect(headings).toEqual(withFlags.map(({ name }) => name));
  });

  it.each(
    commands
      .filter(({ command }) => command.options.length > 0)
      .map(({ name, command }) => [name, command] as const),
  )("the page lists the flags of %s with their defaults", (name, command) => {
    const text = under(`### \`${name}\``);
    const settings = text.includes("](#settings-of-a-credential)")
      ? rowsOf(under("### Settings of a credential"), "flag")
      : [];
    const back = text.includes("](#taking-settings-back)")
      ? rowsOf(under("### Taking settings back"), "flag")
      : [];
    expect(sorted([...settings, ...back, ...rowsOf(text, "flag")])).toEqual(
      sorted(command.options.map(describeOption)),
    );
  });

  it("the page says what each command prints with --json", () => {
    const said = rowsOf(under("## What `--json` prints"), "with `--json`").flatMap(([names = ""]) =>
      names.split(", "),
    );
    expect(said.toSorted()).toEqual(commands.map(({ name }) => name).toSorted());
  });

  it.each([
    ...["list", "get", "events", "rotate", "delete", "put", "update", "open", "resolve", "resolver"],
    ...["watch", "doctor", "seal", "providers"],
  ])("the help of %s has examples", (name) => {
    expect(helpOf(commands.find((command) => command.name === name)?.command)).toContain(
      `Examples: $ keyferry ${name} `,
    );
  });

  it("the page names every choice that an argument or a flag leaves", () => {
    for (const { name, command } of commands) {
      const choices = [...command.registeredArguments, ...command.options].flatMap(
        ({ argChoices }) => argChoices ?? [],
      );
      // A command without flags has no heading of its own.
      const own = command.options.length === 0 ? page : under(`### \`${name}\``);
      const text = own.includes("](#settings-of-a-credential)")
        ? own + under("### Settings of a credential")
        : own;
      expect(
        choices.filter((choice) => !text.includes(`\`${choice}\``)),
        name,
      ).toEqual([]);
    }
  });
});

/** The help of a command and of the group that it belongs to, in one line. */
function helpOf(command: Command | undefined): string {
  let text = "";
  for (let at: Command | null | undefined = command; at?.parent; at = at.parent) {
    at.configureOutput({ writeOut: (written) => (text += written) });
    at.outputHelp();
  }
  return text.replaceAll(/\s+/g, " ");
}

describe("exit codes", () => {
  const names = Object.keys(EXIT) as readonly (keyof typeof EXIT)[];

  it("the exit codes are in docs/cli.md, each in the words of the program", () => {
    const expected = names.map((name) => [String(EXIT[name]), EXIT_MEANING[name]]);
    expect(rowsOf(under("## For scripts"), "code")).toEqual(expected);
  });

  it("the exit codes are in the help, each in the same words", () => {
    const shown = [...EXIT_HELP.matchAll(/^ +(\d+) {2}(.+)$/gm)].map(([, code, meaning]) => [code, meaning]);
    expect(shown).toEqual(names.map((name) => [String(EXIT[name]), EXIT_MEANING[name]]));
    expect(new Set(Object.values(EXIT)).size).toBe(names.length);
  });
});
