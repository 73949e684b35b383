import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Command } from "../../../shared/credentials/command.ts";
import type { Credential } from "../../../shared/credentials/credential.ts";
import { decide, type KeyTraits } from "../../../shared/credentials/decide.ts";
import {
  DEFAULT_SETTINGS,
  mergeSettings,
  type Settings,
  settingsContradict,
} from "../../../shared/credentials/settings.ts";
import { REGIONS, type Region } from "../../../shared/kernel/region.ts";
import { commandId, createCommand, credentialId, envelope } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";

/** Stands where the secret material of a command is: no event may repeat it. */
const SEALED = "canary.canary.canary.canary.canary";

const flag = fc.boolean();
const list = fc.option(fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 3 }), { nil: null });
const settings: fc.Arbitrary<Settings> = fc.record({
  name: fc.option(fc.constantFrom("one", "two"), { nil: null }),
  disabled: flag,
  is_fallback: flag,
  is_byok_only: flag,
  is_required: flag,
  declared_zdr: fc.option(flag, { nil: null }),
  declared_region: fc.constantFrom(...REGIONS, null),
  allowed_models: list,
  allowed_user_ids: list,
  allowed_api_key_hashes: fc.constant(null),
});
const changes = settings.chain((all) => fc.subarray(Object.entries(all))).map(Object.fromEntries);

const move = fc.oneof(
  fc.record({ type: fc.constant("create" as const), settings, key: fc.constantFrom("k1", "k2", "k3") }),
  fc.record({
    type: fc.constant("update" as const),
    changes,
    key: fc.option(fc.constantFrom("k1", "k2", "k3"), { nil: undefined }),
  }),
  fc.record({ type: fc.constant("delete" as const), key: fc.constant(undefined) }),
);
type Move = typeof move extends fc.Arbitrary<infer T> ? T : never;

function commandOf(step: Move, n: number): Command {
  const base = { ...envelope(n), credential_id: credentialId(1) };
  if (step.type === "create") {
    return createCommand(n, { ...base, settings: step.settings, sealed_key: SEALED });
  }
  if (step.type === "delete") return { ...base, type: "credential.delete" };
  const sealed = step.key === undefined ? {} : { sealed_key: SEALED };
  return { ...base, type: "credential.update", changes: step.changes, ...sealed };
}

/** OpenAI's keys may name their region. */
const REGION_OF: Readonly<Record<string, Region | null>> = { k1: null, k2: "us", k3: "europe" };

const fingerprintOf = (key: string) => `fingerprint of ${key}`;

const traitsOf = (key: string | undefined): KeyTraits | undefined =>
  key === undefined
    ? undefined
    : {
        label: `label of ${key}`,
        fingerprint: fingerprintOf(key),
        warnings: [],
        region: REGION_OF[key] ?? null,
      };

/** Whether a step brings another key than the stored one. */
const isNewKey = (step: Move, record: Credential | null): boolean =>
  step.key !== undefined && fingerprintOf(step.key) !== record?.fingerprint;

const matches = (declared: Region | null | undefined, ofKey: Region | null): boolean =>
  declared == null || declared === (ofKey ?? "global");

/** What should happen, in the words of the contract. */
function expectedType(step: Move, record: Credential | null): string {
  const live = record !== null && record.deleted_at === null;
  if (step.type === "create") {
    const fits = matches(step.settings.declared_region, REGION_OF[step.key] ?? null);
    return record === null && !settingsContradict(step.settings) && fits
      ? "credential.created"
      : "credential.rejected";
  }
  if (!live) return "credential.rejected";
  if (step.type === "delete") return "credential.deleted";
  const merged = { ...record, ...step.changes };
  if (merged.is_byok_only && merged.is_fallback) return "credential.rejected";
  const region = step.key === undefined ? record.key_region : (REGION_OF[step.key] ?? null);
  if (!matches(step.changes.declared_region, region)) return "credential.rejected";
  return isNewKey(step, record) ? "credential.rotated" : "credential.updated";
}

/** The wire's settings and the key by its fingerprint: what `changed` speaks of. */
const visible = (record: Credential | null) => ({
  ...mergeSettings(record ?? DEFAULT_SETTINGS, {}),
  key: record?.fingerprint ?? null,
});

describe("a credential through any sequence of commands", () => {
  it("a credential goes absent, live, deleted and never back, one version and one event at a time", () => {
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
        let record: Credential | null = null;
        for (const [index, step] of moves.entries()) {
          const before: Credential | null = record;
          const now = new Date(START.getTime() + index);
          const decision = decide(commandOf(step, index), before, traitsOf(step.key), now);
          const { credential: after, event } = decision;

          expect(event.type).toBe(expectedType(step, before));
          expect(event.id).toBe(commandId(index));
          expect(event.time).toBe(now.toISOString());
          expect(JSON.stringify(event)).not.toContain("canary");
          expect(decision).toEqual(decide(commandOf(step, index), before, traitsOf(step.key), now));

          if (event.type === "credential.rejected") {
            expect(decision).toMatchObject({ credential: null, expectedVersion: null, key: "keep" });
            expect(event).toMatchObject({ version: null, fingerprint: null, changed: [] });
            continue;
          }
          expect(after).not.toBeNull();
          if (after === null) return;
          expect(decision.expectedVersion).toBe(before?.version ?? null);
          expect(after.version).toBe((before?.version ?? 0) + 1);
          expect(event.version).toBe(after.version);
          expect(after.key_version).toBe((before?.key_version ?? 0) + (isNewKey(step, before) ? 1 : 0));
          expect(decision.key).toBe(
            step.type === "delete" ? "wipe" : isNewKey(step, before) ? "write" : "keep",
          );
          expect(matches(after.declared_region, after.key_region)).toBe(true);
          expect(after.is_byok_only && after.is_fallback).toBe(false);
          expect(after.deleted_at === null).toBe(step.type !== "delete");
          if (before !== null) {
            const { id, provider, workspace_id, sort_order, created_at } = before;
            expect(after).toMatchObject({ id, provider, workspace_id, sort_order, created_at });
          }

          const [was, is] = [visible(before), visible(after)];
          const differing = Object.keys(is).filter(
            (name) => JSON.stringify(was[name as "key"]) !== JSON.stringify(is[name as "key"]),
          );
          expect([...event.changed].sort()).toEqual(differing.sort());
          record = after;
        }
      }),
      { numRuns: 300 },
    );
  });
});
