import type { S3Client } from "@aws-sdk/client-s3";
import { expect, it } from "vitest";
import { s3Archive } from "../../../shared/audit/s3-archive.ts";
import { awsError, fakeClient } from "../../support/fakes/fake-client.ts";

const archiveOn = (answers: Parameters<typeof fakeClient>[0]) => {
  const { client, calls } = fakeClient<S3Client>(answers);
  return { archive: s3Archive(client, "bucket"), calls };
};
const throws = (name: string) => () => {
  throw awsError(name);
};

it("an object is added only where there is none", async () => {
  const { archive, calls } = archiveOn({ PutObjectCommand: () => ({}) });
  expect(await archive.add("events/a", "text")).toBe(true);
  expect(calls[0]?.input).toEqual({ Bucket: "bucket", Key: "events/a", Body: "text", IfNoneMatch: "*" });
});

it("an object that exists already is reported and not overwritten", async () => {
  const { archive } = archiveOn({ PutObjectCommand: throws("PreconditionFailed") });
  expect(await archive.add("events/a", "text")).toBe(false);
});

it.each(["ConditionalRequestConflict", "AccessDenied", "SlowDown"])(
  "an object may be added later after %s",
  async (name) => {
    const { archive } = archiveOn({ PutObjectCommand: throws(name) });
    await expect(archive.add("events/a", "text")).rejects.toMatchObject({ kind: "unavailable" });
  },
);

it("a listing reads all pages, from behind a key on", async () => {
  const { archive, calls } = archiveOn({
    ListObjectsV2Command: ({ ContinuationToken }) =>
      ContinuationToken === undefined
        ? { Contents: [{ Key: "events/b" }, { Key: "events/c" }], NextContinuationToken: "more" }
        : { Contents: [{ Key: "events/d" }] },
  });
  const keys: string[] = [];
  for await (const key of archive.list("events/", "events/a")) keys.push(key);
  expect(keys).toEqual(["events/b", "events/c", "events/d"]);
  expect(calls[0]?.input).toMatchObject({ Bucket: "bucket", Prefix: "events/", StartAfter: "events/a" });
});

it("an object is read as bytes", async () => {
  const bytes = Buffer.from("text");
  const { archive } = archiveOn({
    GetObjectCommand: () => ({ Body: { transformToByteArray: async () => bytes } }),
  });
  expect(await archive.read("events/a")).toEqual(bytes);
});
