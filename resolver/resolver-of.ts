import { KeyferryError } from "../shared/kernel/errors.ts";
import { fromWorkspaceName } from "../shared/kernel/workspace.ts";
import type { CredentialRecord } from "./credential-record.ts";
import { HeldAttempt } from "./held-attempt.ts";
import type { ResolverNotice } from "./notice.ts";
import { openAhead } from "./open-ahead.ts";
import { compareCredentials, type OrderRequest, orderAttempts } from "./order-attempts.ts";
import { outcomeOf } from "./outcome-of.ts";
import { readRequest } from "./read-request.ts";
import type { Exclusion, Order, Resolution } from "./resolution.ts";
import type { ResolveRequest } from "./resolve-request.ts";
import type { Resolver } from "./resolver.ts";
import type { Found, Snapshots } from "./snapshots.ts";
import { subjectOf } from "./subject.ts";
import type { UseReporter } from "./use-reporter.ts";
import { withoutShared } from "./without-shared.ts";

export interface ResolverParts {
  readonly snapshots: Snapshots;
  readonly uses: UseReporter;
  /** A clock for ages, which is never set. */
  readonly now: () => number;
  /** The time of the machine. */
  readonly today: () => number;
  readonly notice: (notice: ResolverNotice) => void;
  /** How long after its read an answer may open keys, in milliseconds: current, and one that stands in for the store. */
  readonly maxAgeMs: number;
  readonly staleIfErrorMs: number;
}

export function resolverOf(parts: ResolverParts): Resolver {
  const { snapshots, uses, now, notice } = parts;
  const counts = { resolves: 0, stale: 0, unavailable: 0 };
  let stopped = false;

  /** Not where an answer is made: an attempt that is kept must not keep what the answer was made of. */
  const openUntil = (until: number) => () => !stopped && now() <= until;

  const find = async (workspace: string, askedAt: number): Promise<readonly Found[]> => {
    if (stopped) throw new KeyferryError("unavailable", "the resolver is stopped");
    const scopes = new Set([fromWorkspaceName(workspace), null]);
    return Promise.all([...scopes].map((workspaceId) => snapshots.of(workspaceId, askedAt)));
  };

  const answer = async (request: ResolveRequest): Promise<Resolution> => {
    const asked = readRequest(request);
    const found = await find(asked.workspace, now());
    const ordered = orderAttempts(asked, (provider) => credentialsOf(found, provider));
    const order = await openAhead(withoutUnknown(ordered, unreadableOf(asked, found)), notice);

    const stale = found.some((each) => each.stale);
    const readAt = Math.min(...found.map(({ snapshot }) => snapshot.readAt));
    const ends = found.map(
      (each) => each.snapshot.readAt + (each.stale ? parts.staleIfErrorMs : parts.maxAgeMs),
    );
    const mayOpen = openUntil(Math.min(...ends));
    counts.stale += stale ? 1 : 0;
    return {
      ...order,
      attempts: order.attempts.map((attempt) =>
        attempt.kind === "shared" ? attempt : new HeldAttempt(attempt, mayOpen),
      ),
      stale,
      as_of: new Date(parts.today() - (now() - readAt)).toISOString(),
    };
  };

  return {
    async resolve(request) {
      counts.resolves += 1;
      try {
        return await answer(request);
      } catch (error) {
        if (error instanceof KeyferryError && error.kind === "unavailable") counts.unavailable += 1;
        throw error;
      }
    },

    report({ credential: { id, key_version } }, { status, code }) {
      uses.add({ credential_id: id, key_version, outcome: outcomeOf(status, code) });
    },

    invalidate(subject) {
      const { workspaces, credentialId } = subjectOf(subject);
      for (const workspaceId of workspaces) snapshots.invalidate(workspaceId);
      if (credentialId === null) return;
      for (const workspaceId of snapshots.holding(credentialId)) snapshots.invalidate(workspaceId);
    },

    async warm(workspaces) {
      for (const workspaceId of workspaces) {
        const found = await find(workspaceId, now());
        await Promise.allSettled(
          found.flatMap(({ snapshot }) =>
            [...snapshot.dataKeys.values()].slice(0, WARM_KEYS).map((key) => key.load()),
          ),
        );
      }
    },

    stats() {
      const all = [...snapshots];
      const sum = (of: (snapshot: (typeof all)[number]) => number) =>
        all.reduce((total, snapshot) => total + of(snapshot), 0);
      return {
        workspaces: all.length,
        credentials: sum(({ count }) => count),
        data_keys: sum(
          ({ dataKeys }) => [...dataKeys.values()].filter(({ known }) => known !== undefined).length,
        ),
        bytes: sum(({ bytes }) => bytes),
        ...counts,
      };
    },

    async stop() {
      stopped = true;
      snapshots.clear();
      await uses.flush();
    },
  };
}

/** The data keys of a workspace that are unwrapped before its first request. */
const WARM_KEYS = 20;

/** The credentials of a provider, a workspace's own and the global ones in one order. */
function credentialsOf(found: readonly Found[], provider: string): readonly CredentialRecord[] {
  const [own = [], global = []] = found.map(({ snapshot }) => snapshot.credentials.get(provider));
  if (global.length === 0) return own;
  if (own.length === 0) return global;
  return [...own, ...global].sort(compareCredentials);
}

/** The records of the request's providers that are not to be understood. */
const unreadableOf = ({ providers }: OrderRequest, found: readonly Found[]): readonly Exclusion[] =>
  found.flatMap(({ snapshot: { unreadable } }) =>
    providers.flatMap(({ slug: provider }) =>
      (unreadable.get(provider) ?? []).map((credential_id) => ({
        credential_id,
        provider,
        reason: "unopenable",
      })),
    ),
  );

/** A record that is not to be understood may have any rule: the shared capacity of its provider goes. */
function withoutUnknown(order: Order, unreadable: readonly Exclusion[]): Order {
  if (unreadable.length === 0) return order;
  const known = withoutShared(order, ({ provider }) => unreadable.some((each) => each.provider === provider));
  return { ...known, excluded: [...known.excluded, ...unreadable] };
}
