import { setTimeout as pause } from "node:timers/promises";
import { createCommandId } from "../../shared/credentials/command.ts";
import { deriveId, keyedDigest } from "../../shared/kernel/derive-id.ts";
import type { Answer, Api } from "../support/emulator/connect.ts";
import type { History, Step } from "./history.ts";
import { type PlannedCommand, planCommands } from "./plan-commands.ts";
import type { Random } from "./random.ts";

export interface Tenant {
  readonly api: Api;
  readonly workspaceId: string;
  readonly token: string;
}

export interface ClientOptions {
  readonly name: string;
  readonly random: Random;
  readonly tenants: readonly Tenant[];
  readonly history: History;
  /** Takes one command off the run's budget; returns false if none is left. */
  readonly takeTurn: () => boolean;
  /** Returns a raw key that no other command uses and that the leak search recognises. */
  readonly newKey: () => string;
}

/** How often a client repeats an unanswered request, as the SDK does, before it gives up. */
const MAX_REPEATS = 8;
const PAUSE_MS = 250;

/**
 * Runs one client of the HTTP API. It creates credentials and changes them at random. No other client touches
 * them, so its answers determine what the store must hold in the end.
 */
export async function runClient(options: ClientOptions): Promise<void> {
  const { tenants, takeTurn } = options;
  const created: (string | null)[] = [];
  for (const command of planCommands({ ...options, workspaces: tenants.length })) {
    const id = created[command.subject] ?? null;
    // The creation was never answered, so the client has no id to change.
    if (command.action !== "create" && id === null) continue;
    if (!takeTurn()) return;
    if (id === null) created.push(await create(options, command));
    else await change(options, command, id);
  }
}

async function create(options: ClientOptions, command: PlannedCommand): Promise<string | null> {
  const { workspace, key, name, requestName, async } = command;
  const { api } = options.tenants[workspace] as Tenant;
  const headers = {
    ...(async && { prefer: "respond-async" }),
    ...(requestName !== null && { "idempotency-key": requestName }),
  };
  const answer = await persist(() => api("POST", "/byok", { provider: "openai", key, name }, headers));
  const id: string | null =
    answer?.body?.data?.id ?? answer?.body?.id ?? answer?.body?.error?.metadata?.id ?? null;
  await record(options, command, id, id === null ? null : createCommandId(id), answer);
  return id;
}

/** Each change has a name, so that repeating an unanswered change is not a second change. */
async function change(options: ClientOptions, command: PlannedCommand, id: string): Promise<void> {
  const { action, workspace, key, name, restrictions, requestName, async } = command;
  const { api, token } = options.tenants[workspace] as Tenant;
  const headers = { "idempotency-key": requestName ?? "", ...(async && { prefer: "respond-async" }) };
  const eventId = deriveId("command", id, "key", keyedDigest(token, requestName ?? ""), 0);
  const changes = { ...(key !== null && { key }), ...(name !== null && { name }), ...restrictions };
  const answer = await persist(() =>
    action === "delete"
      ? api("DELETE", `/byok/${id}`, undefined, headers)
      : api("PATCH", `/byok/${id}`, changes, headers),
  );
  await record(options, command, id, eventId, answer);
}

/** Repeats a request without an answer or with a 5xx, as the published SDK does. */
async function persist(call: () => Promise<Answer>): Promise<Answer | null> {
  let last: Answer | null = null;
  for (let attempt = 0; attempt <= MAX_REPEATS; attempt += 1) {
    last = await call().catch(() => null);
    if (last !== null && last.status < 500) return last;
    await pause(PAUSE_MS * (attempt + 1));
  }
  return last;
}

async function record(
  { history, name: client, tenants }: ClientOptions,
  { action, workspace, key, name, restrictions, readsBack }: PlannedCommand,
  credentialId: string | null,
  eventId: string | null,
  answer: Answer | null,
): Promise<void> {
  const answeredAt = Date.now();
  const status = answer?.status ?? 0;
  const kind = kindOf(status);
  const read = () => (tenants[workspace] as Tenant).api("GET", `/byok/${credentialId}`);
  const readBack = readsBack && kind === "done" ? ((await persist(read))?.status ?? null) : null;
  const seen = { status, answer: kind, readBack, answeredAt };
  const sent = { key, name, restrictions };
  history.steps.push({ door: "api", client, workspace, action, credentialId, ...sent, eventId, ...seen });
}

function kindOf(status: number): Step["answer"] {
  if (status === 0 || status >= 500) return "unknown";
  if (status === 202) return "accepted";
  return status < 300 ? "done" : "refused";
}
