import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Credential } from "../../../shared/credentials/credential.ts";
import { fromCredentialItem, toCredentialItem } from "../../../shared/credentials/credential-item.ts";
import { MAX_LIST_BYTES } from "../../../shared/credentials/settings.ts";
import { MAX_KEY_BYTES } from "../../../shared/providers/key-inspection.ts";
import { LABEL_MAX_LENGTH } from "../../../shared/providers/key-label.ts";
import { SLUG_MAX_LENGTH } from "../../../shared/providers/slug-form.ts";
import { encryptedKeyOf } from "../../../shared/vault/dynamodb-credential-vault-reader.ts";
import { credential, credentialId, rawKey, WORKSPACE } from "../../support/data/fixtures.ts";
import { listOfBytes } from "../../support/data/list-of-bytes.ts";
import { START } from "../../support/fakes/manual-clock.ts";
import { workerWorld } from "../../support/worlds/worker-world.ts";

const text = fc.string({ unit: "grapheme", maxLength: 40 });
const textList = fc.option(fc.array(text, { maxLength: 4 }), { nil: null });
const anyCredential: fc.Arbitrary<Credential> = fc
  .record({
    id: fc.uuid(),
    workspace_id: fc.option(fc.uuid(), { nil: null }),
    provider: fc.constantFrom("openai", "amazon-bedrock/claude-on-aws"),
    name: fc.option(text, { nil: null }),
    disabled: fc.boolean(),
    is_fallback: fc.boolean(),
    is_byok_only: fc.boolean(),
    is_required: fc.boolean(),
    declared_zdr: fc.option(fc.boolean(), { nil: null }),
    allowed_models: textList,
    allowed_user_ids: textList,
    allowed_api_key_hashes: textList,
    sort_order: fc.nat(2 ** 31),
    deleted_at: fc.option(fc.constant(START.toISOString()), { nil: null }),
    version: fc.nat(),
    key_version: fc.nat(),
  })
  .map((overrides) => credential(overrides));

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function sizeOf(item: Record<string, AttributeValue>): number {
  const valueSize = (value: AttributeValue): number => {
    if (value.S !== undefined) return Buffer.byteLength(value.S);
    if (value.N !== undefined) return Math.ceil(value.N.replace(/\D/g, "").length / 2) + 1;
    if (value.B !== undefined) return value.B.length;
    if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
    if (value.L !== undefined) return 3 + value.L.reduce((sum, member) => sum + 1 + valueSize(member), 0);
    if (value.M !== undefined) return 3 + sizeOf(value.M) + Object.keys(value.M).length;
    throw new Error("a type that no item of ours has");
  };
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value),
    0,
  );
}

describe("a credential as an item of the table", () => {
  it("a credential reads back as it was written: null, false, empty and all", () => {
    fc.assert(
      fc.property(anyCredential, (original) => {
        expect(fromCredentialItem(toCredentialItem(original, null))).toEqual(original);
      }),
    );
  });

  it("a declared false is stored apart from nothing declared", () => {
    for (const declared_zdr of [true, false, null]) {
      const item = toCredentialItem(credential({ declared_zdr }), null);
      expect(fromCredentialItem(item).declared_zdr).toBe(declared_zdr);
    }
  });

  it("every setting that is null or off is left out of the item", () => {
    const item = toCredentialItem(credential(), null);
    expect(Object.keys(item)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(name|disabled|is_\w+|allowed_\w+|deleted_at)$/)]),
    );
  });

  it("a credential with its ciphertext and its wrapped key stays below 1 KB for a typical OpenAI key", async () => {
    const world = workerWorld();
    await world.provision(world.create(1));
    const stored = world.table.credentials.get(credentialId(1));
    const encrypted = world.table.keys.get(credentialId(1));
    if (stored === undefined || encrypted === undefined) throw new Error("not stored");
    // KMS wraps a 256-bit data key in 184 bytes.
    const item = toCredentialItem(
      { ...stored, name: "production" },
      { ...encrypted, wrapped_key: Buffer.alloc(184) },
    );
    expect(rawKey()).toHaveLength(164);
    expect(sizeOf(item)).toBeGreaterThan(600);
    expect(sizeOf(item)).toBeLessThan(1024);
  });

  it("the largest credential that the limits allow fits a transaction 33 times, and so an item once", () => {
    const list = listOfBytes(MAX_LIST_BYTES, "k");
    const largest = credential({
      name: "鍵".repeat(255),
      label: "l".repeat(LABEL_MAX_LENGTH),
      provider: "p".repeat(SLUG_MAX_LENGTH),
      external_id: "e".repeat(255),
      source: "s".repeat(40),
      allowed_models: list,
      allowed_user_ids: list,
      allowed_api_key_hashes: Array(100).fill("0".repeat(64)),
    });
    const key = { scheme: 1, ciphertext: Buffer.alloc(MAX_KEY_BYTES + 28), wrapped_key: Buffer.alloc(184) };
    // DynamoDB: 4 MB for a transaction, in which each credential has its event; 400 KB for an item.
    expect(sizeOf(toCredentialItem(largest, key)) + 16_384).toBeLessThan(4_000_000 / 33);
  });

  it("an item keeps the ciphertext as bytes, and has none once it was wiped", () => {
    const encrypted = { scheme: 1, ciphertext: Buffer.of(1, 2, 255), wrapped_key: Buffer.of(9) };
    const item = toCredentialItem(credential(), encrypted);
    expect(item.ciphertext?.B).toBeDefined();
    const read = encryptedKeyOf(item);
    expect(Buffer.from(read?.ciphertext ?? []).equals(encrypted.ciphertext)).toBe(true);
    expect(read?.scheme).toBe(1);
    expect(encryptedKeyOf(toCredentialItem(credential(), null))).toBeNull();
    const { wrapped_key: _, ...half } = item;
    expect(encryptedKeyOf(half)).toBeNull();
  });

  it("a credential stands in its workspace's listing in the order of sort_order, and in none once deleted", () => {
    const positions = [5, 40, 300, 1_770_091_506_000].map(
      (sort_order) => toCredentialItem(credential({ sort_order }), null).position?.S ?? "",
    );
    expect(positions).toEqual([...positions].sort());
    expect(toCredentialItem(credential(), null).workspace?.S).toBe(WORKSPACE);
    expect(toCredentialItem(credential({ workspace_id: null }), null).workspace?.S).toBe("global");
    const deleted = toCredentialItem(credential({ deleted_at: START.toISOString() }), null);
    expect(deleted.position).toBeUndefined();
  });
});
