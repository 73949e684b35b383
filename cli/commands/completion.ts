import { Argument, Command } from "commander";

const SHELLS = ["bash", "zsh", "fish"] as const;

const HELP = `
Examples:
  $ source <(keyferry completion bash)                                      in ~/.bashrc
  $ source <(keyferry completion zsh)                                       in ~/.zshrc, after compinit
  $ keyferry completion fish > ~/.config/fish/completions/keyferry.fish     once

The script asks the command itself for names of commands and flags, and for the values of a flag that has choices. It
contacts no deployment.
`;

/** A program without the two commands below, whose commands and flags the shell completes. */
type CreateProgram = () => Command;

export const completionCommand = (createProgram: CreateProgram) =>
  new Command("completion")
    .description("print the script that lets a shell complete commands and flags")
    .addArgument(new Argument("<shell>", "the shell").choices(SHELLS))
    .addHelpText("after", HELP)
    .action(async (shell: (typeof SHELLS)[number]) => {
      (await completions(createProgram())).setup("keyferry", "keyferry", shell);
    });

/** What those scripts run: `keyferry complete -- put --na`. */
export const completeCommand = (createProgram: CreateProgram) =>
  new Command("complete")
    .description("print completions, one on each line")
    .argument("[words...]", "the words of the command line")
    .action(async (words: readonly string[]) => {
      (await completions(createProgram())).parse([...words]);
    });

async function completions(program: Command) {
  const { default: tab } = await import("@bomb.sh/tab/commander");
  return tab(program, { completionCommandName: "completion" });
}
