import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import type { ResolverNotice } from "../../../resolver/notice.ts";
import { resolverOf } from "../../../resolver/resolver-of.ts";
import { readSnapshot } from "../../../resolver/snapshot.ts";
import { Snapshots } from "../../../resolver/snapshots.ts";
import { UseReporter } from "../../../resolver/use-reporter.ts";
import type { Credential } from "../../../shared/credentials/credential.ts";
import { credentialKey, toCredentialItem } from "../../../shared/credentials/credential-item.ts";
import type { UseMessage } from "../../../shared/credentials/credential-use.ts";
import { Secret } from "../../../shared/kernel/secret.ts";
import type { Item } from "../../../shared/table/dynamodb-item.ts";
import { kmsVault, kmsVaultOpener } from "../../../shared/vault/kms-vault.ts";
import type { VaultSession } from "../../../shared/vault/ports.ts";
import { credential, WORKSPACE } from "../data/fixtures.ts";
import { awsError, type Call, fakeClient } from "../fakes/fake-client.ts";
import { localKms, VAULT_KEY_ID } from "../fakes/local-kms.ts";

/** A resolver on a table in memory, whose clock and timers the test moves. */
export function resolverWorld({ maxBytes = 64 * 1024 * 1024 } = {}) {
  const items = new Map<string, Item>();
  const kms = localKms();
  const nameOf = (key: Item) => `${key.pk?.S} ${key.sk?.S}`;
  let time = Date.parse("2026-01-01T00:00:00.000Z");
  let storeDown = false;
  let listingDown: string | undefined;
  let held: Promise<void> | undefined;
  const answer = async <Output>(output: () => Output): Promise<Output> => {
    // The answer is what the table has when it is asked, however late it arrives.
    if (storeDown) throw awsError("InternalServerError");
    const result = output();
    await held;
    return result;
  };
  const { client: dynamodb, calls } = fakeClient<DynamoDBClient>({
    QueryCommand: ({ ExpressionAttributeValues }: Call["input"]) =>
      answer(() => {
        const asked = ExpressionAttributeValues[":workspace"].S;
        if (asked === listingDown) throw awsError("InternalServerError");
        return {
          Items: [...items.values()].filter(
            ({ workspace, position }) => workspace?.S === asked && position !== undefined,
          ),
        };
      }),
    BatchGetItemCommand: ({ RequestItems }: Call["input"]) =>
      answer(() => ({
        Responses: { table: RequestItems.table.Keys.flatMap((key: Item) => items.get(nameOf(key)) ?? []) },
      })),
  });
  const notices: ResolverNotice[] = [];
  const messages: UseMessage[] = [];
  const timers: { readonly at: number; readonly run: () => void }[] = [];
  const now = () => time;
  const notice = (each: ResolverNotice) => void notices.push(each);
  const source = {
    table: { client: dynamodb, name: "table" },
    vault: kmsVaultOpener(kms.client, VAULT_KEY_ID),
    now,
  };
  let queueDown = false;
  const resolver = resolverOf({
    snapshots: new Snapshots({
      read: (workspaceId, before) => readSnapshot(source, workspaceId, before),
      maxBytes,
      maxStaleMs: 5_000,
      staleIfErrorMs: 300_000,
      now,
      notice,
    }),
    uses: new UseReporter({
      now,
      notice,
      later: (run, milliseconds) => void timers.push({ at: time + milliseconds, run }),
      async send(message) {
        if (queueDown) throw awsError("ServiceUnavailable");
        messages.push(message);
      },
    }),
    now,
    today: now,
    notice,
    maxAgeMs: 60_000,
    staleIfErrorMs: 300_000,
  });
  const session = (): VaultSession => kmsVault(kms.client, VAULT_KEY_ID).openSession();

  return {
    resolver,
    kms,
    calls,
    items,
    notices,
    messages,
    session,
    /** Stores a credential, encrypted under a data key of its own unless a session is given. */
    async put(settings: Partial<Credential> & { readonly id: string }, key: string, own = session()) {
      const version = 1 + Number(items.get(nameOf(credentialKey(settings.id)))?.version?.N ?? 0);
      const stored = credential({ workspace_id: WORKSPACE, version, ...settings });
      const item = toCredentialItem(stored, await own.encrypt(new Secret(key), stored));
      items.set(nameOf(item), item);
      return stored;
    },
    /** Changes what the table has of a credential, whatever a door would say. */
    change(id: string, attributes: Record<string, unknown>) {
      const name = nameOf(credentialKey(id));
      const item = items.get(name);
      const version = 1 + Number(item?.version?.N);
      items.set(name, { ...item, ...marshall({ version, ...attributes }) });
    },
    remove: (id: string) => void items.delete(nameOf(credentialKey(id))),
    /** Lets time pass, and what was planned for it happen. */
    async pass(milliseconds: number) {
      time += milliseconds;
      const due = timers.filter(({ at }) => at <= time);
      for (const timer of due) timers.splice(timers.indexOf(timer), 1);
      for (const { run } of due) run();
      await new Promise((resolve) => setImmediate(resolve));
    },
    storeIs(state: "up" | "down") {
      storeDown = state === "down";
    },
    /** Lets the list of one workspace, or `global`, be what does not answer. */
    listingFails(workspace: string) {
      listingDown = workspace;
    },
    queueIs(state: "up" | "down") {
      queueDown = state === "down";
    },
    /** Holds the store's answers back until the returned function is called. */
    hold(): () => void {
      const { promise, resolve } = Promise.withResolvers<void>();
      held = promise;
      return () => {
        held = undefined;
        resolve();
      };
    },
    /** KMS calls that unwrapped a data key. */
    unwraps: () => kms.countOf("DecryptCommand"),
  };
}
