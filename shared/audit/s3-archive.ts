import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { callAws, isAwsError } from "../kernel/call-aws.ts";
import { KeyferryError } from "../kernel/errors.ts";
import type { Archive } from "./ports.ts";

/** The audit archive in an S3 bucket. */
export function s3Archive(client: S3Client, bucket: string): Archive {
  return {
    async add(key, content) {
      const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: content, IfNoneMatch: "*" });
      return callAws("s3:PutObject", async () => {
        try {
          await client.send(command);
          return true;
        } catch (error) {
          if (isAwsError(error, "PreconditionFailed")) return false;
          throw error;
        }
      });
    },

    async *list(prefix, after) {
      let ContinuationToken: string | undefined;
      do {
        const page = await callAws("s3:ListObjectsV2", () =>
          client.send(
            new ListObjectsV2Command({
              Bucket: bucket,
              Prefix: prefix,
              StartAfter: after,
              ContinuationToken,
            }),
          ),
        );
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken !== undefined);
    },

    async read(key) {
      return callAws("s3:GetObject", async () => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        if (Body === undefined) throw new KeyferryError("unavailable", "S3 returned no content");
        return Body.transformToByteArray();
      });
    },
  };
}
