import {
  DeleteObjectsCommand,
  GetObjectLockConfigurationCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from "@aws-sdk/client-s3";

/** What an object lock keeps in a bucket. */
export interface Locked {
  readonly objects: number;
  readonly bytes: number;
  /** When the youngest of them was written. */
  readonly newest: Date;
}

/**
 * Deletes every version of every object, and tells what an object lock has kept of them.
 * @throws Error if an object stays for another reason.
 */
export async function emptyBucket(
  client: S3Client,
  Bucket: string,
  bypassGovernance: boolean,
): Promise<Locked | undefined> {
  let objects = 0;
  let bytes = 0;
  let newest = new Date(0);
  let page: ListObjectVersionsCommandOutput | undefined;
  do {
    page = await client.send(
      new ListObjectVersionsCommand({
        Bucket,
        MaxKeys: 1_000,
        ...(page?.NextKeyMarker !== undefined && { KeyMarker: page.NextKeyMarker }),
        ...(page?.NextVersionIdMarker !== undefined && { VersionIdMarker: page.NextVersionIdMarker }),
      }),
    );
    const versions = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    if (versions.length === 0) continue;
    const { Errors = [] } = await client.send(
      new DeleteObjectsCommand({
        Bucket,
        Delete: { Objects: versions.map(({ Key, VersionId }) => ({ Key, VersionId })), Quiet: true },
        ...(bypassGovernance && { BypassGovernanceRetention: true }),
      }),
    );
    for (const { Key, VersionId, Code, Message } of Errors) {
      // S3 has no error of its own for a lock.
      if (Code !== "AccessDenied") throw new Error(`${Key} stays: ${Message}`);
      const kept = (page.Versions ?? []).find((one) => one.Key === Key && one.VersionId === VersionId);
      objects += 1;
      bytes += kept?.Size ?? 0;
      if (kept?.LastModified !== undefined && kept.LastModified > newest) newest = kept.LastModified;
    }
  } while (page.IsTruncated);
  return objects === 0 ? undefined : { objects, bytes, newest };
}

/** The lock that new objects of the bucket get. Undefined where it has none. */
export async function defaultLock(
  client: S3Client,
  Bucket: string,
): Promise<{ readonly mode: string; readonly days: number } | undefined> {
  const { ObjectLockConfiguration } = await client
    .send(new GetObjectLockConfigurationCommand({ Bucket }))
    .catch((error: Error) => {
      if (error.name !== "ObjectLockConfigurationNotFoundError") throw error;
      return { ObjectLockConfiguration: undefined };
    });
  const { Mode, Days } = ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
  return Mode === undefined || Days === undefined ? undefined : { mode: Mode.toLowerCase(), days: Days };
}
