import { createPublicKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Command, InvalidArgumentError } from "commander";
import { type AuditReport, verifyAuditLog } from "../../shared/audit/verify-audit-log.ts";
import { archiveDirectory, downloadArchive, requireArchive } from "../archive-directory.ts";
import { EXIT } from "../exit-codes.ts";
import { UsageError } from "../failure.ts";
import { startRun } from "../run.ts";

const HELP = `
Every audit event is archived, and every hour a digest of the archive is signed that names the digest before it.
Keep the public key where whoever can change the archive cannot change it; docs/audit-log.md says what this proves.

Examples:
  $ keyferry audit public-key > audit.pem         once, right after the deployment
  $ keyferry audit digest                         sign up to now instead of waiting for the hour
  $ keyferry audit download ./log                 copy what is new
  $ keyferry audit verify ./log --public-key audit.pem
`;

export const auditCommand = () =>
  new Command("audit")
    .description("sign, copy and verify the audit log")
    .addHelpText("after", HELP)
    .addCommand(verifyCommand())
    .addCommand(digestCommand())
    .addCommand(downloadCommand())
    .addCommand(publicKeyCommand());

const verifyCommand = () =>
  new Command("verify")
    .description("check a copy of the log against its signed digests, without AWS")
    .argument("<directory>", "the copy")
    .requiredOption("--public-key <file>", "the audit key's public half, PEM")
    .option("--as-of <time>", "when the copy was made, as an ISO 8601 time (default: now)", toTime)
    .action(async (directory: string, flags: { publicKey: string; asOf?: Date }, command: Command) => {
      const { print } = await startRun(command);
      await requireArchive(directory);
      const publicKey = await readPublicKey(flags.publicKey);
      const archive = archiveDirectory(directory);
      const report = await verifyAuditLog({ archive, publicKey, asOf: flags.asOf ?? new Date() });
      print(report, () => describeReport(report));
      if (report.findings.length > 0) process.exitCode = EXIT.unsound;
    });

const digestCommand = () =>
  new Command("digest")
    .description("sign a digest now, with AWS credentials")
    .action(async (_flags: object, command: Command) => {
      const { settings, print } = await startRun(command);
      const answer = await (await import("../audit-log.ts")).signNow(settings);
      const { digests, until } = answer;
      print(answer, () =>
        until === null
          ? "Another run signs right now."
          : `Signed up to ${until}: digest ${digests.join(", ")}`,
      );
    });

const downloadCommand = () =>
  new Command("download")
    .description("copy the log, or what is new of it, with AWS credentials")
    .argument("<directory>", "where the copy is, or is to be")
    .action(async (directory: string, _flags: object, command: Command) => {
      const { settings, print } = await startRun(command);
      const archive = await (await import("../audit-log.ts")).connectArchive(settings);
      const result = await downloadArchive(archive, directory);
      print(result, () => `${result.copied} objects copied, ${result.objects} in all`);
    });

const publicKeyCommand = () =>
  new Command("public-key")
    .description("print the audit key's public half as PEM, with AWS credentials")
    .action(async (_flags: object, command: Command) => {
      const { settings, print } = await startRun(command);
      const answer = await (await import("../audit-log.ts")).fetchPublicKey(settings);
      print(answer, () => answer.public_key);
    });

function describeReport({ findings, events, objects, digests, pending, verified_to }: AuditReport): string {
  const extent = `${events} events in ${objects} objects, under ${digests} digests, up to ${verified_to ?? "nowhere"}`;
  const waiting =
    pending > 0 ? `\n${pending} objects are newer than the last digest and not verified yet.` : "";
  const [first] = findings;
  if (first === undefined) return `The log is what was signed: ${extent}.${waiting}`;
  const { kind, what, name, object, detail } = first;
  return [
    `The log is NOT what was signed. First: ${what} ${name} is ${kind} (${detail})`,
    ...(object === name ? [] : [`  in ${object}`]),
    `${findings.length} findings (--json lists them) in ${extent}.${waiting}`,
  ].join("\n");
}

async function readPublicKey(file: string): Promise<KeyObject> {
  const pem = await readFile(file).catch(() => {
    throw new UsageError(`${file} cannot be read`);
  });
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve === "prime256v1") return key;
  } catch {
    // Falls through to the same sentence.
  }
  throw new UsageError(`${file} is not the public half of an audit key (PEM, P-256)`);
}

function toTime(text: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new InvalidArgumentError("It takes an ISO 8601 time.");
  return time;
}
