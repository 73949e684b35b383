import { Command } from "commander";
import { diagnose } from "../doctor/check.ts";
import { EXIT } from "../exit-codes.ts";
import { table } from "../output.ts";
import { startRun } from "../run.ts";

const HELP = `
Looks at every part of a deployment and changes nothing: stack, API, management keys, KMS keys, table, consumers,
dead letters, audit digests, alarms. "worse" is worth a look, "ill" is a fault; docs/runbook.md says what to do.
`;

export const doctorCommand = () =>
  new Command("doctor")
    .description("check that a deployment is well, with AWS credentials")
    .addHelpText("after", HELP)
    .action(async (_flags: object, command: Command) => {
      const { settings, print } = await startRun(command);
      // Loads the AWS SDK, which no other command should wait for.
      const { findPatient } = await import("../doctor/patient.ts");
      const { checksOf } = await import("../doctor/checks.ts");
      const patient = await findPatient(settings);
      const diagnoses = await diagnose(checksOf(patient, new Date()));
      print({ stack: patient.stack, checks: diagnoses }, () =>
        table(
          ["", "check", "finding"],
          diagnoses.map(({ status, check, detail }) => [status, check, detail]),
        ),
      );
      if (diagnoses.some(({ status }) => status === "ill")) process.exitCode = EXIT.unsound;
    });
