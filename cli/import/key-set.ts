import { hash, randomBytes } from "node:crypto";
import { digestTable } from "../../shared/kernel/digest-table.ts";
import { reveal, type Secret } from "../../shared/kernel/secret.ts";
import { toWorkspaceName } from "../../shared/kernel/workspace.ts";

export interface KeySet {
  /** The row that first had this key in this workspace; null if this is the first. */
  add(key: Secret, workspaceId: string | null, row: number): number | null;
}

/**
 * Tells which keys occurred before. It keeps truncated digests under a random key of this run, so that whoever reads the
 * memory later learns nothing about a key.
 */
export function keySet(): KeySet {
  const rows = digestTable();
  const secret = randomBytes(32).toString("base64url");
  return {
    add: (key, workspaceId, row) => rows.add(keyedDigest(secret, toWorkspaceName(workspaceId), key), row),
  };
}

/**
 * One hash of one text. The secret comes first: a digest that is cut to half cannot be extended, which is what HMAC is for. An
 * Hmac object per row is freed so late that a million of them take hundreds of megabytes.
 */
const keyedDigest = (secret: string, workspace: string, key: Secret): Buffer =>
  hash("sha256", `${secret}${workspace}\n${reveal(key)}`, "buffer");
