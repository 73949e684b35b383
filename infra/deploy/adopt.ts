import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { adoptStage } from "./adopt-stage.ts";
import { cdk } from "./cdk.ts";
import { clientSettings } from "./client-settings.ts";
import { confirmByName } from "./confirm.ts";
import { ADOPT_HELP, type Flags, readFlags } from "./flags.ts";

/*
 * `npm run adopt -- --stage prod`: a stage whose stack was deleted gets its table, keys and bucket back.
 */

const flags = readFlags(ADOPT_HELP);
if (flags !== undefined) process.exitCode = await adopt(flags);

async function adopt({ stage, yes, environment, target, resources }: Flags): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), "keyferry-adopt-"));
  const stack = `keyferry-${stage}`;
  try {
    const context = ["--context", `stage=${stage}`, "--context", `target=${target}`];
    const status = await cdk(["synth", "--quiet", ...context, "--output", directory], environment);
    if (status !== 0) return status;
    const template = JSON.parse(await readFile(join(directory, `${stack}.template.json`), "utf8"));
    return await adoptStage(
      { stage, template, named: resources },
      {
        cloudformation: new CloudFormationClient(clientSettings(environment, target)),
        say: console.log,
        confirm: async (text) => yes || confirmByName(stack, text),
      },
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
