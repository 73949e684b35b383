import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { createCommandId, deriveId } from "../../shared/crypto/derive-id.ts";
import type { Answer, Api } from "../support/connect.ts";
import type { History, Step } from "./history.ts";
import type { Random } from "./random.ts";

export interface Tenant {
  readonly api: Api;
  readonly workspaceId: string;
  readonly managementKeyId: string;
}

export interface ClientOptions {
  readonly name: string;
  readonly random: Random;
  readonly tenants: readonly Tenant[];
  readonly history: History;
  /** Takes one command off the budget of the run; false when it is spent. */
  readonly takeTurn: () => boolean;
  /** A raw key that no other command brings, and that the leak search knows. */
  readonly newKey: () => string;
}

/** A credential as its one client believes it to be. */
interface Owned {
  readonly id: string;
  readonly tenant: Tenant;
  readonly workspace: number;
  deleted: boolean;
}

/** Repeats of a request that was not answered, as the SDK repeats it, before the client gives up. */
const MAX_REPEATS = 8;
const PAUSE_MS = 250;

/**
 * One client of the HTTP API: makes credentials and changes them at random, each of them its own, so that what it was
 * told about a credential says what the store must hold in the end.
 */
export async function runClient(options: ClientOptions): Promise<void> {
  const { random, takeTurn } = options;
  const owned: Owned[] = [];
  while (takeTurn()) {
    const live = owned.filter((credential) => !credential.deleted);
    if (live.length === 0 || random.chance(0.45)) {
      const created = await create(options);
      if (created) owned.push(created);
      continue;
    }
    const target = random.pick(live);
    const draw = random.next();
    if (draw < 0.45) await change(options, target, "rotate");
    else if (draw < 0.85) await change(options, target, "rename");
    else target.deleted = await remove(options, target);
  }
}

async function create(options: ClientOptions): Promise<Owned | null> {
  const { random, tenants } = options;
  const workspace = random.below(tenants.length);
  const tenant = tenants[workspace] as Tenant;
  const key = options.newKey();
  const body = { provider: "openai", key, name: `made by ${options.name}` };
  const headers = random.chance(0.15) ? { prefer: "respond-async" } : {};
  const answer = await persist(() => tenant.api("POST", "/byok", body, headers));
  const id: string | null = answer?.body?.data?.id ?? answer?.body?.id ?? null;
  const eventId = id === null ? null : createCommandId(id);
  record(options, { workspace, action: "create", credentialId: id, key, name: body.name, eventId }, answer);
  return id === null ? null : { id, tenant, workspace, deleted: false };
}

async function change(options: ClientOptions, target: Owned, action: "rotate" | "rename"): Promise<void> {
  const key = action === "rotate" ? options.newKey() : null;
  const name = action === "rename" ? `renamed ${randomUUID()}` : null;
  const body = key === null ? { name } : { key };
  // Named, so that the repeat of an unanswered change is the same change and not a second one.
  const { headers, eventId } = nameRequest(target);
  const answer = await persist(() => target.tenant.api("PATCH", `/byok/${target.id}`, body, headers));
  record(
    options,
    { workspace: target.workspace, action, credentialId: target.id, key, name, eventId },
    answer,
  );
}

async function remove(options: ClientOptions, target: Owned): Promise<boolean> {
  const { headers, eventId } = nameRequest(target);
  const answer = await persist(() => target.tenant.api("DELETE", `/byok/${target.id}`, undefined, headers));
  const { workspace, id: credentialId } = target;
  const deed: Deed = { workspace, action: "delete", credentialId, key: null, name: null, eventId };
  return record(options, deed, answer) !== "refused";
}

/** A name for a request, and the event that follows from it: the id that the door derives from the name. */
function nameRequest({ id, tenant }: Owned) {
  const name = randomUUID();
  const eventId = deriveId("command", id, "key", tenant.managementKeyId, name, 0);
  return { headers: { "idempotency-key": name }, eventId };
}

/** Repeats what was not answered or answered with a 5xx, as the published SDK does. */
async function persist(call: () => Promise<Answer>): Promise<Answer | null> {
  let last: Answer | null = null;
  for (let attempt = 0; attempt <= MAX_REPEATS; attempt += 1) {
    last = await call().catch(() => null);
    if (last !== null && last.status < 500) return last;
    await pause(PAUSE_MS * (attempt + 1));
  }
  return last;
}

type Deed = Omit<Step, "client" | "answer" | "status">;

/** A refusal (4xx) changes nothing and is not kept; the checker counts on that. */
function record(
  { history, name }: ClientOptions,
  deed: Deed,
  answer: Answer | null,
): Step["answer"] | "refused" {
  const status = answer?.status ?? 0;
  const kind =
    status === 202
      ? "accepted"
      : status >= 500 || status === 0
        ? "unknown"
        : status < 300
          ? "done"
          : "refused";
  if (kind === "refused") return kind;
  history.push({ client: name, ...deed, answer: kind, status });
  return kind;
}
