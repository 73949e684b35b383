/** A bug that somebody might really write: one text of one file replaced by another. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** The deliberate bugs. Each must make the fault run fail. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: "acknowledges before the commit: an unknown result counts as done",
    file: "shared/usecases/provision-round.ts",
    find: `if (result === "stale" || result === "unavailable") {`,
    replace: `if (result === "stale") {`,
  },
  {
    name: "ignores the partial-batch response: every record is acknowledged",
    file: "functions/worker/sqs-handler.ts",
    find: `verdicts[index] === "retry"`,
    replace: `verdicts[index] === "retry" && index < 0`,
  },
  {
    name: "drops the condition on the event: a redelivered command is carried out again",
    file: "shared/adapters/dynamodb-ledger.ts",
    find: `      Item: toEventItem(decision.event),
      ConditionExpression: \`attribute_not_exists(\${PARTITION_KEY})\`,`,
    replace: `      Item: toEventItem(decision.event),`,
  },
  {
    name: "writes the event outside the transaction",
    file: "shared/adapters/dynamodb-ledger.ts",
    find: `    eventWrite(table.name, commit),
    ...credentialWrite`,
    replace: `    ...credentialWrite`,
  },
  {
    name: "commits without an outbox entry",
    file: "shared/adapters/dynamodb-ledger.ts",
    find: `[outboxItem(commits), ...tallyItems(commits)]`,
    replace: `[...(commits.length > 1 ? [outboxItem(commits)] : []), ...tallyItems(commits)]`,
  },
  {
    name: "removes an outbox entry whose events the bus refused",
    file: "shared/usecases/publish-events.ts",
    find: `filter((entry) => entry.events.every(({ id }) => taken.has(id)))`,
    replace: `filter((entry) => entry.events.length > 0)`,
  },
  {
    name: "leaves the additional authenticated data out",
    file: "shared/crypto/encrypt-key.ts",
    find: `      binding.id,
      binding.workspace_id,
      binding.provider,
      binding.key_version,`,
    replace: `      binding.workspace_id,`,
  },
  {
    name: "rotates without writing the new key",
    file: "shared/domain/decide.ts",
    find: `key: traits ? "write" : "keep"`,
    replace: `key: "keep"`,
  },
  {
    name: "deletes without wiping the ciphertext",
    file: "shared/domain/decide.ts",
    find: `key: "wipe"`,
    replace: `key: "keep"`,
  },
  {
    name: "does not hold back the later commands of a credential whose earlier one must be retried",
    file: "shared/usecases/provision-credentials.ts",
    find: `!mustWait(item, verdicts)`,
    replace: `!mustWait(item, new Map())`,
  },
  {
    name: "draws a new id for every attempt at a POST",
    file: "shared/usecases/create-credential.ts",
    find: `deriveId("credential", "api", ...seed, generation)`,
    replace: `deriveId("credential", "api", ...seed, generation, Math.random())`,
  },
  {
    name: "swallows a failure to queue",
    file: "shared/adapters/sqs-command-queue.ts",
    find: `callAws("sqs:SendMessage", () => client.send(message))`,
    replace: `callAws("sqs:SendMessage", () => client.send(message)).catch(() => undefined)`,
  },
  {
    name: "shows another workspace's credential",
    file: "shared/usecases/get-credential.ts",
    find: `!mayManage(managementKey, credential.workspace_id)`,
    replace: `!managementKey`,
  },
  {
    name: "logs the key",
    file: "shared/usecases/create-credential.ts",
    find: `  const digest = digestOf(request);`,
    replace: `  const digest = digestOf(request);\n  dependencies.log.info("create", { key: Buffer.from(reveal(request.key)).toString("base64") });`,
  },
  {
    name: "puts the key on the queue beside its seal",
    file: "shared/usecases/create-credential.ts",
    find: `    settings,\n    sealed_key:`,
    replace: `    settings: { ...settings, name: reveal(request.key) },\n    sealed_key:`,
  },
];
