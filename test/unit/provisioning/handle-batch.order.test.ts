import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Command, UpdateCommand } from "../../../shared/credentials/command.ts";
import { commandId, createCommand, credentialId, rawKey } from "../../support/data/fixtures.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { type WorkerWorld, workerWorld } from "../../support/worlds/worker-world.ts";

/*
 * The order in which doors accepted the commands of one credential counts, and not the order in which they reach the
 * worker: a message may come back from the dead letters weeks later.
 */

const WORKSPACE = createCommand().workspace_id;
const ID = credentialId(1);
const later = (seconds: number): string => new Date(START.getTime() + seconds * 1_000).toISOString();

/** What a door accepted, without the time at which it did. */
type Accepted = { readonly rotate: number } | { readonly name: string } | { readonly disabled: boolean };

const accepted: fc.Arbitrary<Accepted> = fc.oneof(
  fc.record({ rotate: fc.integer({ min: 2, max: 9 }) }),
  fc.record({ name: fc.constantFrom("one", "two", "three") }),
  fc.record({ disabled: fc.boolean() }),
);

function toCommand(world: WorkerWorld, change: Accepted, position: number): UpdateCommand {
  const base = "rotate" in change ? world.rotate(position + 2, ID, rawKey(change.rotate)) : undefined;
  const { sealed_key: _, ...envelope } = base ?? world.rotate(position + 2, ID);
  return {
    ...envelope,
    ...(base?.sealed_key !== undefined && { sealed_key: base.sealed_key }),
    changes:
      "name" in change ? { name: change.name } : "disabled" in change ? { disabled: change.disabled } : {},
    requested_at: later(position + 1),
  };
}

/** The state that carrying out the changes in the order of their acceptance leaves. */
const expected = (changes: readonly Accepted[]) =>
  changes.reduce<{ key: string; name: string | null; disabled: boolean }>(
    (state, change) => ({
      key: "rotate" in change ? rawKey(change.rotate) : state.key,
      name: "name" in change ? change.name : state.name,
      disabled: "disabled" in change ? change.disabled : state.disabled,
    }),
    { key: rawKey(1), name: createCommand().settings.name, disabled: false },
  );

describe("commands that reach the worker in another order than doors accepted them", () => {
  it("a credential ends as the last accepted change of each field says, in whatever order they arrive, some of them twice", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(accepted, { minLength: 1, maxLength: 6 }).chain((changes) =>
          fc.record({
            changes: fc.constant(changes),
            order: fc.shuffledSubarray(
              changes.map((_, index) => index),
              { minLength: changes.length },
            ),
            again: fc.subarray(changes.map((_, index) => index)),
          }),
        ),
        async ({ changes, order, again }) => {
          const world = workerWorld();
          await world.provision(world.create(1));
          const commands = changes.map((change, position) => toCommand(world, change, position));
          for (const index of order) await world.provision(commands[index] as Command);
          await world.redeliver(...again.map((index) => commands[index] as Command));
          const credential = world.table.credentials.get(ID);
          expect({
            key: await world.storedKey(ID),
            name: credential?.name,
            disabled: credential?.disabled,
          }).toEqual(expected(changes));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("a deletion is final: no change that doors accepted before or after it brings a credential back", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(accepted, { maxLength: 4 }),
        fc.nat(4),
        fc.infiniteStream(fc.nat(9)),
        async (changes, at, picks) => {
          const world = workerWorld();
          await world.provision(world.create(1));
          const deletion = {
            ...world.rotate(20, ID),
            type: "credential.delete",
            sealed_key: undefined,
            changes: undefined,
            requested_at: later(at),
          };
          const commands: object[] = [...changes.map((change, i) => toCommand(world, change, i)), deletion];
          while (commands.length > 0) {
            const [index = 0] = picks.take(1);
            const [command] = commands.splice(index % commands.length, 1);
            await world.provision(command as object);
          }
          expect(world.table.credentials.get(ID)?.deleted_at).not.toBeNull();
          expect(world.table.keys.has(ID)).toBe(false);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("a rotation that comes back from the dead letters ends as superseded, and says so in an event", async () => {
    const world = workerWorld();
    await world.provision(world.create(1));
    const old = { ...world.rotate(2, ID, rawKey(2)), requested_at: later(10) };
    const newer = { ...world.rotate(3, ID, rawKey(3)), requested_at: later(20) };
    await world.provision(newer);
    expect(await world.redeliver(old)).toEqual(["reject"]);
    expect(await world.storedKey(ID)).toBe(rawKey(3));
    expect(world.table.events.get(commandId(2))?.rejection?.code).toBe("superseded");
  });
});

describe("a deletion of a credential whose creation has not arrived", () => {
  const deletion = (n: number, scope: "all" | readonly string[], seconds: number) => ({
    version: 1,
    type: "credential.delete",
    id: commandId(n),
    credential_id: ID,
    workspace_id: null,
    scope,
    actor: createCommand().actor,
    door: "api",
    request_id: `request-${n}`,
    requested_at: later(seconds),
  });
  const create = (world: WorkerWorld, seconds: number) =>
    world.create(1, { requested_at: later(seconds) }, rawKey(1));

  it.each([
    ["its workspace", [String(WORKSPACE)]],
    ["every workspace", "all" as const],
  ])(
    "the deletion keeps the creation from being carried out, if the caller may manage %s",
    async (_, scope) => {
      const world = workerWorld();
      expect(await world.provision(deletion(2, scope, 5))).toEqual(["reject"]);
      expect(world.table.events.get(commandId(2))?.rejection?.code).toBe("credential_not_found");
      expect(await world.redeliver(create(world, 1))).toEqual(["reject"]);
      expect(world.table.credentials.has(ID)).toBe(false);
      expect(world.table.keys.has(ID)).toBe(false);
    },
  );

  it("the deletion does not stop a creation that a door accepted after it", async () => {
    const world = workerWorld();
    await world.provision(deletion(2, "all", 5));
    expect(await world.provision(create(world, 6))).toEqual(["done"]);
    expect(await world.storedKey(ID)).toBe(rawKey(1));
  });

  it("the deletion blocks nothing of another workspace, whoever sends it first", async () => {
    const world = workerWorld();
    const foreign = ["a0000000-0000-4000-8000-00000000000f"];
    await world.provision(deletion(2, foreign, 5));
    await world.provision(deletion(3, [String(WORKSPACE)], 0));
    await world.provision(deletion(4, foreign, 9));
    expect(await world.provision(create(world, 1))).toEqual(["done"]);
    expect(await world.storedKey(ID)).toBe(rawKey(1));
    expect(await world.provision(deletion(5, foreign, 99))).toEqual(["reject"]);
    expect(world.table.credentials.get(ID)?.deleted_at).toBeNull();
  });
});
