import { randomUUID } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyferryCli } from "../support/clients/keyferry-cli.ts";
import { deployment, eventually, logs, newKey, newTenant } from "../support/deployed/deployment.ts";
import { logText } from "../support/emulator/deployment-texts.ts";

/*
 * The steps of docs/security.md, "When something leaked", with the commands that are printed there: that they find
 * what they are to find.
 */

let cli: Awaited<ReturnType<typeof keyferryCli>>;
beforeAll(async () => {
  cli = await keyferryCli(deployment);
});
afterAll(() => cli.remove());

const json = async (token: string, ...args: readonly string[]) =>
  JSON.parse((await cli.run(["--json", ...args], "", { KEYFERRY_MANAGEMENT_KEY: token })).stdout);

interface ArchivedEvent {
  readonly type: string;
  readonly subject: string;
  readonly data: { readonly fingerprint: string | null; readonly actor: { readonly id: string } };
}

/** What `events` of the page prints: each event of a fresh copy of the archive. */
async function archived(): Promise<readonly ArchivedEvent[]> {
  await cli.run(["audit", "download", "log"]);
  const under = join(cli.directory, "log/events");
  const files = (await readdir(under, { recursive: true })).filter((file) => file.endsWith(".jsonl"));
  const texts = await Promise.all(files.map((file) => readFile(join(under, file), "utf8")));
  return texts.flatMap((text) => text.trimEnd().split("\n")).map((line) => JSON.parse(line));
}

describe("a provider key that leaked", () => {
  it("a leaked provider key is found by its fingerprint in every workspace that has it, and the search leaves none", async () => {
    const key = newKey();
    const [one, other] = [await newTenant(), await newTenant()];
    const stored: string[] = [];
    for (const { api } of [one, other]) {
      stored.push((await api("POST", "/byok", { provider: "openai", key })).body.data.id);
      await api("POST", "/byok", { provider: "openai", key: newKey() });
    }
    const { token } = await newTenant({ workspaces: "all", default_workspace_id: null });
    await writeFile(join(cli.directory, "leaked.txt"), `${key}\n`);
    const search = ["--workspace", randomUUID(), "--disabled", "--key-file", "leaked.txt"];
    const { id } = (await json(token, "put", "openai", ...search)).data;
    const [{ fingerprint }] = (await json(token, "events", id)).data;
    expect(await json(token, "delete", id)).toEqual({ deleted: true });
    const found = await eventually(async () => {
      const events = (await archived()).filter(({ data }) => data.fingerprint === fingerprint);
      const subjects = new Set(events.map(({ subject }) => subject));
      return [...stored, id].every((subject) => subjects.has(subject)) && subjects;
    }, 45);
    expect(found).toEqual(new Set([...stored, id]));
  });
});

describe("a management key that leaked", () => {
  it("a leaked management key is told by its id in the events of what it changed and in the log of what it read", async () => {
    const { api, managementKeyId } = await newTenant();
    const created = (await api("POST", "/byok", { provider: "openai", key: newKey() })).body.data.id;
    await api("PATCH", `/byok/${created}`, { name: "mine" });
    const listed = (await api("GET", "/byok")).headers.get("x-request-id");
    const types = await eventually(async () => {
      const events = (await archived()).filter(({ data }) => data.actor.id === managementKeyId);
      return events.length >= 2 && events.map(({ type }) => type);
    }, 45);
    expect(new Set(types)).toEqual(new Set(["credential.created", "credential.updated"]));
    const read = await eventually(async () => {
      const lines = (await logText(logs)).split("\n");
      return lines.find((line) => line.includes(String(listed)) && line.includes("request_answered"));
    });
    expect(JSON.parse(read.slice(read.indexOf("{")))).toMatchObject({
      method: "GET",
      management_key_id: managementKeyId,
    });
  });

  it("a leaked management key is told in its imports, whose events have the import for an actor", async () => {
    const { token, managementKeyId, workspaceId } = await newTenant();
    await writeFile(
      join(cli.directory, "keys.jsonl"),
      `${JSON.stringify({ provider: "openai", key: newKey() })}\n`,
    );
    const args = ["import", "keys.jsonl", "--workspace", workspaceId, "--via", "api"];
    expect((await cli.run(args, "", { KEYFERRY_MANAGEMENT_KEY: token })).status).toBe(0);
    const { data } = await json(token, "imports", "list", "--workspace", workspaceId);
    expect(data).toMatchObject([{ sent_by: `management_key/${managementKeyId}`, created: 1 }]);
    await eventually(
      async () => (await archived()).find(({ data: { actor } }) => actor.id === data[0].id),
      45,
    );
  });
});
