import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { beforeAll, expect, it } from "vitest";
import { clientConfig } from "../../infra/local/aws-environment.ts";
import { EVENTS_PREFIX, timeOfEvents } from "../../shared/audit/archive-layout.ts";
import { s3Archive } from "../../shared/audit/s3-archive.ts";
import { SETTLE_SECONDS } from "../../shared/audit/sign-digests.ts";
import { keyferryOf } from "../support/clients/run-cli.ts";
import { deployment, eventually, newKey, newTenant } from "../support/deployed/deployment.ts";

const s3 = new S3Client({ ...clientConfig(deployment.awsEndpoint), forcePathStyle: true });
const archive = s3Archive(s3, deployment.auditArchiveName);

let keyferry: Awaited<ReturnType<typeof keyferryOf>>;
/** The names of the events of three credentials, and the object of the last. */
let ids: readonly string[];

/** Three credentials, archived, and signed for on demand. */
beforeAll(async () => {
  keyferry = await keyferryOf(deployment);
  const { api } = await newTenant();
  const created = await Promise.all(
    [1, 2, 3].map(() => api("POST", "/byok", { provider: "openai", key: newKey() })),
  );
  const credentials = created.map(({ body }) => body.data.id as string);
  const last = await eventually(() => archivedAll(credentials));
  await eventually(async () => Date.now() - last.getTime() > SETTLE_SECONDS * 1_000, 60);
  const digest = await keyferry.run("audit", "digest");
  expect(digest.out).toContain("Signed up to");
  await keyferry.run("audit", "download", "log");
  const { out } = await keyferry.run("audit", "public-key");
  await writeFile(join(keyferry.directory, "audit.pem"), out);
  ids = (await lines()).map(({ id }) => id);
}, 120_000);

async function archivedAll(credentials: readonly string[]): Promise<Date | undefined> {
  let text = "";
  let last: string | undefined;
  for await (const key of archive.list(EVENTS_PREFIX)) {
    text += Buffer.from(await archive.read(key)).toString();
    last = key;
  }
  const time = last === undefined ? null : timeOfEvents(last);
  return credentials.every((id) => text.includes(id)) ? (time ?? undefined) : undefined;
}

const eventFiles = async (): Promise<readonly string[]> => {
  const under = join(keyferry.directory, "log/events");
  const entries = await readdir(under, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
};
const lines = async (): Promise<readonly { id: string; text: string; file: string }[]> =>
  (
    await Promise.all(
      (
        await eventFiles()
      ).map(async (file) =>
        (
          await readFile(file, "utf8")
        )
          .trimEnd()
          .split("\n")
          .map((text) => ({ id: JSON.parse(text).id as string, text, file })),
      ),
    )
  ).flat();

const verify = () => keyferry.run("audit", "verify", "log", "--public-key", "audit.pem");

/** Tampers with the copy, verifies it, and puts it back as it was. */
async function afterwards(file: string, tamper: (content: string) => string | undefined) {
  const content = await readFile(file, "utf8");
  const changed = tamper(content);
  if (changed === undefined) await rm(file);
  else await writeFile(file, changed);
  const result = await verify();
  await writeFile(file, content);
  return result;
}

it("an untouched log passes", async () => {
  const { status, out } = await verify();
  expect(out).toMatch(/^The log matches its signed digests: \d+ events in \d+ objects/);
  expect(status).toBe(0);
  expect(ids.length).toBeGreaterThanOrEqual(3);
});

it("an event that was deleted, altered, inserted or cut off is named by the verification", async () => {
  const all = await lines();
  const { id, text, file } = all.at(-1) ?? { id: "", text: "", file: "" };
  const cases = [
    [`event ${id} is missing`, (content: string) => content.replace(`${text}\n`, "")],
    [
      `event ${id} is altered`,
      (content: string) => content.replace(text, text.replace("openai", "openrouter")),
    ],
    [
      "event forged is inserted",
      (content: string) => `${content}${text.replace(`"id":"${id}"`, '"id":"forged"')}\n`,
    ],
    [`event ${id} is altered`, (content: string) => content.slice(0, content.indexOf(text) + 50)],
  ] as const;
  for (const [expected, tamper] of cases) {
    const { status, out } = await afterwards(file, tamper);
    expect(out).toContain(`The log does NOT match its signed digests. First: ${expected}`);
    expect(status).toBe(10);
  }
  const first = all.find((line) => line.file === file);
  const gone = await afterwards(file, () => undefined);
  expect(gone.out).toContain(`First: event ${first?.id} is missing`);
});

it("a log without its digests counts as cut off", async () => {
  const file = join(keyferry.directory, "log/digests/0000000001.jws");
  const { status, out } = await afterwards(file, () => undefined);
  expect(out).toContain("digest digests/0000000001.jws is missing");
  expect(status).toBe(10);
});

it("an object whose name leads out of the copy is reported by the download, and written nowhere", async () => {
  const keys = ["events/../../pwned.txt", "digests/..%2f\u001b[2Kpwned.jws"];
  const inBucket = (Key: string) => ({ Bucket: deployment.auditArchiveName, Key });
  for (const key of keys) await s3.send(new PutObjectCommand({ ...inBucket(key), Body: "pwned" }));
  try {
    const { status, out } = await keyferry.run("audit", "download", "copy/log");
    expect(status).toBe(10);
    expect(out).toContain("2 objects were skipped");
    expect(out).toContain("events/../../pwned.txt");
    expect(out).toContain("digests/..%2f\\u001b[2Kpwned.jws");
    const written = await readdir(join(keyferry.directory, "copy"), { recursive: true });
    expect(written.filter((name) => name.includes("pwned"))).toEqual([]);
    expect(written.filter((name) => name.endsWith(".jsonl")).length).toBeGreaterThan(0);
  } finally {
    for (const key of keys) await s3.send(new DeleteObjectCommand(inBucket(key)));
  }
  expect((await keyferry.run("audit", "download", "copy/log")).status).toBe(0);
});

it("the auditor cannot delete and the archiver cannot overwrite", async () => {
  for await (const key of archive.list(EVENTS_PREFIX)) {
    expect(await archive.add(key, "something else")).toBe(false);
  }
});

it("the doctor finds nothing critical in a deployment", async () => {
  const { out } = await keyferry.run("doctor", "--json");
  const { checks } = JSON.parse(out) as { checks: { check: string; status: string; detail: string }[] };
  expect(checks.map(({ check }) => check)).toEqual([
    "stack",
    "api",
    "management keys",
    "intake key",
    "vault key",
    "audit key",
    "table",
    "consumers",
    "concurrency",
    "commands dead letters",
    "imports dead letters",
    "uses dead letters",
    "archive dead letters",
    "audit digests",
    "alarms",
  ]);
  expect(checks.filter(({ status, check }) => status === "critical" && check !== "alarms")).toEqual([]);
});
