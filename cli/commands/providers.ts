import { Command } from "commander";
import { PROVIDERS } from "../../shared/providers/catalogue.ts";
import { table } from "../output.ts";
import { startRun } from "../run.ts";

export const providersCommand = () =>
  new Command("providers")
    .description("list the providers by their slugs, with the usual forms of their keys")
    .addHelpText("after", NOTE)
    .action(async (_flags: object, command: Command) => {
      const { settings, print } = await startRun(command);
      const listed = [...PROVIDERS].map(([slug, { name, shapes, json }]) => ({
        slug,
        name,
        forms: [...shapes, ...(json === null ? [] : [json])].map(({ description }) => description),
      }));
      const own = settings.extraProviders.filter((slug) => !PROVIDERS.has(slug));
      const all = [...listed, ...own.map((slug) => ({ slug, name: slug, forms: [] }))];
      print({ data: all }, () =>
        table(
          ["slug", "provider", "usual keys"],
          all.map(({ slug, name, forms }) => [slug, name, forms.join(", or ")]),
        ),
      );
    });

const NOTE = `
A deployment may know others, by extraProviders of its stage; extra_providers of the profile file adds them here.
A key of an unusual form is accepted with a warning.

Examples:
  $ keyferry providers
  $ keyferry providers --json
`;
