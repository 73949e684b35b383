import { expect, it } from "vitest";
import { reveal, type Secret } from "../../shared/kernel/secret.ts";
import { deployment, eventually, newTenant, openStored } from "../support/deployed/deployment.ts";
import { printedCommands, readersDirectory, runInShell } from "../support/deployed/run-docs.ts";
import { newSender, webhookSources } from "../support/deployed/webhook-sender.ts";

const DOCS = "docs/webhooks.md";

it("five commands lead from `webhooks add` to a credential, as printed", async () => {
  const { api, token, workspaceId } = await newTenant();
  const directory = await readersDirectory({ managementKey: token, workspaceId });
  const commands = await printedCommands(DOCS, "walk-through");
  expect(commands.match(/npx keyferry/g)).toHaveLength(5);
  const { status, output } = await runInShell(commands, directory);
  expect([status, output]).toEqual([0, expect.stringContaining("1 of 1")]);
  expect(output).toContain(`${deployment.apiUrl}/webhooks/onboarding`);
  const idKey = (await webhookSources.find("onboarding"))?.id_key;
  expect(output).not.toMatch(/id_key|\[secret\]/);
  expect(output).not.toContain(reveal(idKey as Secret));

  const stored = await eventually(async () => {
    const [credential] = (await api("GET", "/byok")).body.data;
    return credential?.disabled && credential;
  });
  expect(stored).toMatchObject({ provider: "openai", name: "Customer 42", disabled: true });
  expect(await openStored(stored.id)).toBe("sk-service-an-example-key-that-opens-nothing");

  for (const name of ["own-scheme", "secrets"]) {
    expect(await runInShell(await printedCommands(DOCS, name), directory)).toMatchObject({ status: 0 });
  }
  const names = (await webhookSources.list()).map((source) => source.name);
  expect([names.includes("github"), names.includes("onboarding")]).toEqual([true, false]);
});

it("the printed curl works as it is", async () => {
  const { api, workspaceId } = await newTenant();
  const { source, secret } = await newSender(workspaceId);
  const variables = {
    WEBHOOK_URL: `${deployment.apiUrl}/webhooks/${source.name}`,
    WEBHOOK_SECRET: reveal(secret),
  };
  const commands = await printedCommands(DOCS, "curl");
  const directory = await readersDirectory({});
  const { output } = await runInShell(commands, directory, variables);
  const { id, status } = JSON.parse(output);
  expect(status).toBe("accepted");
  await eventually(async () => (await api("GET", `/byok/${id}`)).status === 200);
  expect(await openStored(id)).toBe("sk-service-another-key-that-opens-nothing");
});
