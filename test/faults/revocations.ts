import type { Step } from "./history.ts";

/** A credential that a router was offered for a request. */
export interface Offer {
  readonly credentialId: string;
  /** The raw key, if the router opened it. */
  readonly key: string | null;
  /** The tenant for whom the router asked. */
  readonly workspace: number;
  /** When the request began, in milliseconds since 1970. */
  readonly startedAt: number;
  /** Whether the resolver said that its answer is older than the bound. */
  readonly stale: boolean;
}

/** What docs/resolver.md promises, in milliseconds: while the table answers, and while it does not. */
const PROMISED_MS = 5_500;
const STALE_MS = 300_000;

/** What clients were told that they replaced or deleted, and when. No router may be offered it any more. */
export class Revocations {
  readonly #deleted = new Map<string, number>();
  readonly #replaced = new Map<string, number>();
  readonly #keys = new Map<string, string[]>();
  readonly #owners = new Map<string, number>();

  /** Steps come in the order of their answers, and those of one credential in the order of their requests. */
  learn({ action, credentialId, key, answer, answeredAt, workspace }: Step): void {
    if (key !== null && action !== "replay" && action !== "raw") this.#owners.set(key, workspace);
    if (credentialId === null) return;
    const before = this.#keys.get(credentialId) ?? [];
    if (answer === "done" && action === "delete") this.#deleted.set(credentialId, answeredAt);
    if (answer === "done" && action === "rotate") {
      for (const old of before)
        this.#replaced.set(old, Math.min(answeredAt, this.#replaced.get(old) ?? answeredAt));
    }
    if (key !== null) this.#keys.set(credentialId, [...before, key]);
  }

  /** What is wrong with an offer, without its key; null if nothing is. */
  objectionTo({ credentialId, key, workspace, startedAt, stale }: Offer): string | null {
    const bound = stale ? STALE_MS : PROMISED_MS;
    const isLate = (revoked: number | undefined) => revoked !== undefined && startedAt > revoked + bound;
    const owner = key === null ? undefined : this.#owners.get(key);
    if (owner !== undefined && owner !== workspace)
      return `${credentialId}: a router was offered another tenant's key`;
    if (isLate(this.#deleted.get(credentialId)))
      return `${credentialId}: a router was offered it after its deletion`;
    if (key !== null && isLate(this.#replaced.get(key))) {
      return `${credentialId}: a router was offered a key that had been replaced`;
    }
    return null;
  }
}
