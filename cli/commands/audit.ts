import { createPublicKey, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { type AuditReport, verifyAuditLog } from "../../shared/audit/verify-audit-log.ts";
import { archiveDirectory, requireArchive } from "../archive-directory.ts";
import { type Download, downloadArchive } from "../download-archive.ts";
import { EXIT } from "../exit-codes.ts";
import { UsageError } from "../failure.ts";
import { isoTime } from "../option-parsers.ts";
import { count } from "../output.ts";
import { printable } from "../printable.ts";
import { startRun } from "../run.ts";

const HELP = `
The deployment archives every audit event. Every hour it signs a digest of the archive, which names the digest before
it. Keep the public key where nobody who can change the archive can change it. docs/audit-log.md says what this proves.

Examples:
  $ keyferry audit public-key > audit.pem         once, right after the deployment
  $ keyferry audit digest                         sign now, without waiting for the hour
  $ keyferry audit download ./log                 copy the objects that are new
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
    .argument("<directory>", "the directory of the copy")
    .requiredOption("--public-key <file>", "the audit key's public half, PEM")
    .option("--as-of <time>", "when the copy was made, as an ISO 8601 time (default: now)", isoTime)
    .action(async (directory: string, flags: { publicKey: string; asOf?: Date }, command: Command) => {
      const { print } = await startRun(command);
      await requireArchive(directory);
      const publicKey = await readPublicKey(flags.publicKey);
      const archive = archiveDirectory(directory);
      const report = await verifyAuditLog({ archive, publicKey, asOf: flags.asOf ?? new Date() });
      print(report, () => describeReport(report));
      if (report.findings.length > 0) process.exitCode = EXIT.checkFailed;
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
          ? "Another run is signing right now."
          : `Signed up to ${until}: ${describeDigests(digests)}`,
      );
    });

const downloadCommand = () =>
  new Command("download")
    .description("copy the log, or what is new in it, with AWS credentials")
    .argument("<directory>", "the directory of the copy; created if it does not exist")
    .action(async (directory: string, _flags: object, command: Command) => {
      const { settings, print } = await startRun(command);
      const archive = await (await import("../audit-log.ts")).connectArchive(settings);
      const result = await downloadArchive(archive, directory);
      print(result, () => describeDownload(result));
      if (result.skipped > 0) process.exitCode = EXIT.checkFailed;
    });

const publicKeyCommand = () =>
  new Command("public-key")
    .description("print the audit key's public half as PEM, with AWS credentials")
    .action(async (_flags: object, command: Command) => {
      const { settings, print } = await startRun(command);
      const answer = await (await import("../audit-log.ts")).fetchPublicKey(settings);
      print(answer, () => answer.public_key);
    });

/** `digest 3`, or `digests 3 to 5`. */
const describeDigests = (digests: readonly number[]): string =>
  digests.length === 0
    ? "nothing is new"
    : digests.length > 1
      ? `digests ${digests[0]} to ${digests.at(-1)}`
      : `digest ${digests[0]}`;

function describeDownload({ copied, objects, skipped, skipped_keys }: Download): string {
  const summary = `${count(copied, "object")} copied, ${objects} in total`;
  if (skipped === 0) return summary;
  return [
    `${summary}. ${count(skipped, "object")} ${skipped === 1 ? "was" : "were"} skipped, because keyferry gives no object such a name:`,
    ...skipped_keys.map((key) => `  ${printable(key)}`),
    ...(skipped > skipped_keys.length ? ["  …"] : []),
  ].join("\n");
}

/** What was verified is counted apart from what no digest covers yet. */
export function describeReport({
  findings,
  events,
  objects,
  digests,
  pending,
  verified_to,
}: AuditReport): string {
  const reach = verified_to === null ? "" : `, up to ${verified_to}`;
  const verified = `${count(events, "event")} in ${count(objects - pending, "object")}`;
  const extent = `${verified}, under ${count(digests, "digest")}${reach}`;
  const waiting =
    pending > 0 ? `\nNot verified yet, because newer than the last digest: ${count(pending, "object")}.` : "";
  const [first] = findings;
  if (first === undefined && objects === pending)
    return `No event was verified: no digest covers one.${waiting}`;
  if (first === undefined) return `The log matches its signed digests: ${extent}.${waiting}`;
  const { kind, what, name, object, detail } = first;
  return [
    `The log does NOT match its signed digests. First: ${what} ${printable(name)} is ${kind} (${detail})`,
    ...(object === name ? [] : [`  in ${printable(object)}`]),
    `${count(findings.length, "finding")} (--json lists them all) in ${extent}.${waiting}`,
  ].join("\n");
}

async function readPublicKey(file: string): Promise<KeyObject> {
  const pem = await readFile(file).catch(() => {
    throw new UsageError("cannot read the file with the public key");
  });
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve === "prime256v1") return key;
  } catch {
    // The same error as for a key of another kind.
  }
  throw new UsageError("the file is not the public half of an audit key (PEM, P-256)");
}
