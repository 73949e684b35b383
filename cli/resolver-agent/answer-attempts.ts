import { partsOf } from "../../resolver/key-parts.ts";
import type { CredentialAttempt, Resolution } from "../../resolver/resolution.ts";
import { type KeyferryError, toKeyferryError } from "../../shared/kernel/errors.ts";
import { reveal } from "../../shared/kernel/secret.ts";
import type { ResolveAnswer, WireCredentialAttempt } from "./wire.ts";

type Exclusion = Resolution["excluded"][number];

/**
 * A resolution as the agent answers it: the first attempts with their keys opened.
 *
 * A credential that does not open is left out and named among the excluded. Where KMS does not answer, nothing says
 * whether a key would have opened: then the attempts with shared capacity are left out as well, since no failure may turn
 * a customer's request into one that the platform pays.
 * @param limits `max_attempts` counts attempts of both kinds.
 * @throws KeyferryError `unavailable` where no key could be opened because of a failure.
 */
export async function answerAttempts(
  resolution: Resolution,
  { max_attempts, explain }: { readonly max_attempts: number; readonly explain: boolean },
): Promise<ResolveAnswer> {
  const { attempts, excluded, shared_excluded, stale, as_of } = resolution;
  const opened = await Promise.all(
    attempts
      .slice(0, max_attempts)
      .map((attempt) => (attempt.kind === "shared" ? attempt : tryOpen(attempt))),
  );
  const kept = opened.filter((result) => "kind" in result);
  const failure = opened.flatMap((result) => ("failure" in result ? result.failure : []))[0];
  const safe = failure === undefined ? kept : kept.filter(({ kind }) => kind === "credential");
  if (failure !== undefined && safe.length === 0) throw failure;
  const unopenable = opened.flatMap((result) => ("unopenable" in result ? result.unopenable : []));
  return {
    attempts: safe,
    truncated: attempts.length > max_attempts,
    ...(explain && { excluded: [...excluded, ...unopenable], shared_excluded: [...shared_excluded] }),
    stale,
    as_of,
  };
}

type Opened =
  | WireCredentialAttempt
  | { readonly failure: KeyferryError }
  | { readonly unopenable: Exclusion };

async function tryOpen(attempt: CredentialAttempt): Promise<Opened> {
  const { provider, section, credential, cacheKey } = attempt;
  try {
    const key = await attempt.open();
    const parts = Object.entries(partsOf(key)).map(([name, part]) => [name, reveal(part)]);
    return {
      kind: "credential",
      provider,
      section,
      credential_id: credential.id,
      key_version: credential.key_version,
      label: credential.label,
      cache_key: cacheKey,
      key: reveal(key),
      parts: Object.fromEntries(parts),
    };
  } catch (error) {
    const failure = toKeyferryError(error);
    return DAMAGED.has(failure.kind)
      ? { unopenable: { credential_id: credential.id, provider, reason: "unopenable" } }
      : { failure };
  }
}

/** What the vault says of a record that no repetition will open: altered, moved or gone. */
const DAMAGED: ReadonlySet<KeyferryError["kind"]> = new Set(["conflict", "not_found"]);
