import type { SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { reveal } from "../../../shared/kernel/secret.ts";
import { ssmWebhookSources } from "../../../shared/webhooks/ssm-webhook-sources.ts";
import type { WebhookSource } from "../../../shared/webhooks/webhook-source.ts";
import { toParameter } from "../../../shared/webhooks/webhook-source-parameter.ts";
import { awsError, fakeClient } from "../../support/fakes/fake-client.ts";
import { recordingLogger } from "../../support/fakes/recording-logger.ts";
import { webhookWorld } from "../../support/worlds/webhook-world.ts";

const PATH = "/keyferry/keyferry-dev/webhooks";
const { source, secret } = await webhookWorld();

const storeOf = (answers: Parameters<typeof fakeClient>[0]) => {
  const { client, calls } = fakeClient<SSMClient>(answers);
  const log = recordingLogger();
  return { store: ssmWebhookSources(client, PATH, log), calls, log };
};
const parameter = (of: WebhookSource) => ({ Name: `${PATH}/${of.name}`, Value: toParameter(of) });
const failing = (name: string) => () => {
  throw awsError(name);
};

describe("sources in Systems Manager", () => {
  it("a source is a SecureString below the deployment's path, and never overwritten by a new one", async () => {
    const { store, calls } = storeOf({ PutParameterCommand: () => ({}) });
    await store.add(source);
    await store.replace(source);
    expect(calls.map(({ input }) => [input.Name, input.Type, input.Overwrite])).toEqual([
      [`${PATH}/portal`, "SecureString", false],
      [`${PATH}/portal`, "SecureString", true],
    ]);
    expect(calls[0]?.input.Value).toContain(reveal(secret));
  });

  it("the sources read back as they were, page by page, decrypted", async () => {
    const other = { ...source, name: "other" };
    const pages: Record<string, object> = {
      first: { Parameters: [parameter(source)], NextToken: "more" },
      more: { Parameters: [parameter(other)] },
    };
    const { store, calls } = storeOf({
      GetParametersByPathCommand: ({ NextToken = "first" }) => pages[NextToken],
    });
    expect((await store.list()).map(toParameter)).toEqual([source, other].map(toParameter));
    expect(calls.map(({ input }) => input)).toEqual([
      { Path: PATH, WithDecryption: true, MaxResults: 10 },
      { Path: PATH, WithDecryption: true, MaxResults: 10, NextToken: "more" },
    ]);
  });

  it.each(["", "{", "{}", "[]", '{"scheme":"none"}'])(
    "a source that reads %j is left out and reported",
    async (Value) => {
      const Parameters = [{ Name: `${PATH}/broken`, Value }, parameter(source)];
      const { store, log } = storeOf({ GetParametersByPathCommand: () => ({ Parameters }) });
      expect((await store.list()).map(({ name }) => name)).toEqual(["portal"]);
      expect(log.lines).toMatchObject([{ level: "error", fields: { parameter: `${PATH}/broken` } }]);
    },
  );

  it("a source is found by its name, or not at all", async () => {
    const found = storeOf({ GetParameterCommand: () => ({ Parameter: parameter(source) }) });
    expect((await found.store.find("portal"))?.name).toBe("portal");
    const missing = storeOf({
      GetParameterCommand: failing("ParameterNotFound"),
      DeleteParameterCommand: failing("ParameterNotFound"),
    });
    expect(await missing.store.find("portal")).toBeNull();
    expect(await missing.store.remove("portal")).toBe(false);
  });

  it("a source that exists is a conflict, and one that cannot be read is unavailable", async () => {
    const taken = storeOf({ PutParameterCommand: failing("ParameterAlreadyExists") });
    await expect(taken.store.add(source)).rejects.toMatchObject({ kind: "conflict" });
    const slow = storeOf({ GetParametersByPathCommand: failing("ThrottlingException") });
    await expect(slow.store.list()).rejects.toMatchObject({ kind: "unavailable" });
  });
});
