import type { Operator } from "../../../cli/console/ports.ts";
import type { WireEvent, WireLink, WireUsedCredential } from "../../../cli/console/wire.ts";
import { usedCredentialSchema } from "../../../shared/credentials/requests/answers.ts";
import { credential, credentialId, WORKSPACE } from "../data/fixtures.ts";
import { START } from "./manual-clock.ts";

const ACTOR = { type: "management_key", id: "b0000000-0000-4000-8000-000000000001" } as const;

/** What happened to a credential, as the API shows it. */
const event = (n: number, changes: Partial<WireEvent> = {}): WireEvent => ({
  id: credentialId(1_000 + n),
  type: "credential.updated",
  time: new Date(START.getTime() + n * 60_000).toISOString(),
  actor: ACTOR,
  door: "api",
  request_id: `request-${n}`,
  changed: ["name"],
  version: n,
  fingerprint: null,
  warnings: [],
  rejection: null,
  ...changes,
});

const LINK: WireLink = {
  id: "f0000000-0000-4000-8000-000000000001",
  status: "open",
  purpose: "create",
  credential_id: "f0000000-0000-4000-8000-000000000002",
  provider: "openai",
  workspace_id: WORKSPACE,
  workspace_label: "Acme",
  name: "Acme production",
  allowed_origins: [],
  return_url: null,
  created_by: ACTOR.id,
  created_at: START.toISOString(),
  expires_at: new Date(START.getTime() + 86_400_000).toISOString(),
  redeemed_at: null,
  label: null,
  refused_keys: 0,
};

const PROVIDERS = ["openai", "anthropic", "mistral", "groq", "amazon-bedrock", "azure"];

/** The id of the nth credential, from 1 on. */
export const fixedId = (n: number): string =>
  `${((n * 2_654_435_761) % 4_294_967_296).toString(16).padStart(8, "0")}${credentialId(n).slice(8)}`;

/** The nth of many credentials: an hour after the one before it, with labels and limits of some variety. */
function record(n: number): WireUsedCredential {
  const time = new Date(START.getTime() + n * 3_600_000);
  return usedCredentialSchema.parse(
    credential({
      id: fixedId(n),
      provider: PROVIDERS[(n * 7 + (n >> 2)) % PROVIDERS.length] ?? "openai",
      label: `sk-...${(n * 48_271).toString(36).slice(-4).padStart(4, "x")}`,
      name: n % 9 === 4 ? null : `customer ${n}`,
      disabled: n % 20 === 8,
      is_fallback: n % 11 === 3,
      allowed_models: n % 6 === 1 ? ["gpt-4o", "gpt-4o-mini"] : null,
      sort_order: time.getTime(),
      created_at: time.toISOString(),
    }),
  );
}

/** An operator of a deployment that is always the same, but for what the page changes. It notes the names of its calls. */
export function fixedOperator(size = 3, overrides: Partial<Operator> = {}) {
  const calls: string[] = [];
  const credentials = Array.from({ length: size }, (_, n) => record(n + 1));
  const find = (id: string): WireUsedCredential => {
    const found = credentials.find((each) => each.id === id);
    if (found === undefined) throw new Error("there is no such credential");
    return found;
  };
  const operator: Operator = {
    deployment: async () => ({
      stack: "keyferry-prod",
      api_url: "https://api.example/api",
      api_is_other: false,
      region: "eu-central-1",
      version: "0.0.0",
      workspace: WORKSPACE,
      workspaces: [WORKSPACE, "global"],
      has_aws: true,
      providers: ["anthropic", "openai"],
    }),
    async credentials({ offset, limit, text }) {
      const fitting = credentials.filter(({ name }) => text === undefined || name?.includes(text));
      return {
        data: fitting.slice(offset, offset + limit),
        total: fitting.length,
        is_complete: true,
        searched: text === undefined ? null : size,
      };
    },
    credential: async (id) => find(id),
    events: async () => ({
      data: [
        event(3, {
          rejection: { code: "superseded", message: "A newer change came first" },
          type: "credential.rejected",
        }),
        event(2, { changed: ["disabled"] }),
        event(1, { type: "credential.created", changed: ["key", "name"], warnings: ["unusual_length"] }),
      ],
      next_cursor: null,
    }),
    async setDisabled(id, disabled) {
      credentials[credentials.indexOf(find(id))] = { ...find(id), disabled };
      return { status: "done" };
    },
    async remove(id) {
      credentials.splice(credentials.indexOf(find(id)), 1);
      return { status: "done" };
    },
    imports: async () => ({ data: [], next_cursor: null }),
    importOf: async () => {
      throw new Error("there is no import");
    },
    rejectedRows: async () => ({ data: [], next_cursor: null }),
    links: async () => ({ data: [LINK], next_cursor: null }),
    createLink: async () => ({ link: LINK, url: `https://keys.example/in/${LINK.id}#token.thumbprint` }),
    revokeLink: async () => ({ ...LINK, status: "revoked" }),
    sources: async () => [],
    pipeline: async () => ({
      time: START.toISOString(),
      queues: [
        { queue: "commands", waiting: 0, in_flight: 4, delayed: 0, dead: 3 },
        { queue: "imports", waiting: 1_204, in_flight: 250, delayed: 0, dead: 0 },
        { queue: "uses", waiting: 0, in_flight: 0, delayed: 0, dead: 0 },
        { queue: "archive", waiting: 17, in_flight: 10, delayed: 0, dead: 0 },
      ],
      outbox: 0,
      outbox_limit: 1_000,
    }),
    health: async () => ({
      time: START.toISOString(),
      checks: [
        { check: "stack", status: "ok", detail: "keyferry-prod is UPDATE_COMPLETE" },
        { check: "alarms", status: "warning", detail: "24, none in alarm, but nobody is notified" },
        { check: "commands dead letters", status: "critical", detail: "3: see commands-dead-letters" },
      ],
    }),
    redrive: async () => ({ moved: 3 }),
    ...overrides,
  };
  const noted = Object.entries(operator).map(([name, call]) => [
    name,
    (...given: unknown[]) => {
      calls.push(name);
      return (call as (...args: unknown[]) => unknown)(...given);
    },
  ]);
  return { operator: Object.fromEntries(noted) as Operator, calls, credentials };
}
