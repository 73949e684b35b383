import type { Locked } from "./empty-bucket.ts";
import type { KeptResource } from "./kept-by-deletion.ts";

/* What stays after a teardown, and what it costs: list prices of US East (N. Virginia), November 2026. */

const PRICES: Readonly<Record<string, string>> = {
  "AWS::DynamoDB::GlobalTable": "$0.25 a GB a month, and $0.20 for its point-in-time recovery",
  "AWS::KMS::Key": "$1 a month, and $1 more for each of its first two rotations",
  "AWS::S3::Bucket": "$0.023 a GB a month",
};

const GB = 2 ** 30;

/** After a stack was deleted whose data stays. */
export function describeRetained(stage: string, kept: readonly KeptResource[]): string {
  const arguments_ = kept.map(({ logicalId, physicalId }) => `    --resource ${logicalId}=${physicalId}`);
  return [
    `keyferry-${stage} is gone. These stay, and cost:`,
    ...kept.map(({ type, physicalId }) => `  ${type} ${physicalId}: ${PRICES[type] ?? "see the price list"}`),
    "",
    `To come back, run "npm run adopt -- --stage ${stage}" and then "npm run deploy -- --stage ${stage}".`,
    "CloudFormation forgets a deleted stack after 90 days. After that, name the resources yourself, so keep this:",
    "",
    `  npm run adopt -- --stage ${stage} \\`,
    arguments_.join(" \\\n"),
  ].join("\n");
}

/** After everything was deleted but what is under a lock. */
export function describeLeftBucket(
  stage: string,
  bucket: string,
  { objects, bytes, newest }: Locked,
  lock: { readonly mode: string; readonly days: number } | undefined,
): string {
  const until =
    lock === undefined
      ? "its retention ends"
      : new Date(newest.getTime() + lock.days * 86_400_000).toISOString().slice(0, 10);
  const price = Math.max(0.01, (bytes / GB) * 0.023).toFixed(2);
  return [
    `keyferry-${stage} is gone, except for the bucket ${bucket}: ${objects} objects in it are locked until ${until}.`,
    `They are ${(bytes / GB).toFixed(2)} GB, at about $${price} a month.`,
    lock?.mode === "governance"
      ? "Whoever has s3:BypassGovernanceRetention can delete them before, with --bypass-governance:"
      : "Nobody can delete them before, not even the account's root. Afterwards:",
    "",
    `  npm run teardown -- --stage ${stage} --left-bucket ${bucket}${lock?.mode === "governance" ? " --bypass-governance" : ""}`,
  ].join("\n");
}
