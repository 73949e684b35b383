import { Command } from "commander";
import { runChecks } from "../doctor/check.ts";
import { EXIT } from "../exit-codes.ts";
import { table } from "../output.ts";
import { startRun } from "../run.ts";

const HELP = `
Checks every part of a deployment and changes nothing: stack, API, management keys, KMS keys, table, consumers,
dead letters, audit digests, alarms. Each check is "ok", a "warning" (worth a look, no fault) or "critical" (a fault);
docs/runbook.md says what to do.

Examples:
  $ keyferry doctor --stack keyferry-prod
  $ keyferry doctor --stack keyferry-prod --json | jq '.checks[] | select(.status != "ok")'
`;

export const doctorCommand = () =>
  new Command("doctor")
    .description("check every part of a deployment, with AWS credentials")
    .addHelpText("after", HELP)
    .action(async (_flags: object, command: Command) => {
      const { settings, print } = await startRun(command);
      // Both load the AWS SDK, which no other command should wait for.
      const { findDeployment } = await import("../deployment.ts");
      const { checksOf, requireStack } = await import("../doctor/checks.ts");
      const deployment = await findDeployment(settings);
      // Where nothing answers, the parts need no line each.
      await requireStack(deployment);
      const results = await runChecks(checksOf(deployment, new Date()));
      print({ stack: deployment.stack, checks: results }, () =>
        table(
          ["", "check", "finding"],
          results.map(({ status, check, detail }) => [status, check, detail]),
        ),
      );
      if (results.some(({ status }) => status === "critical")) process.exitCode = EXIT.checkFailed;
    });
