import type { Clock } from "../kernel/ports.ts";
import type { IntakeKey } from "./ports.ts";
import { type Seal, sealSession } from "./seal-session.ts";

/** Seals under the intake key, in one session for the life of the process. */
export function sealer(intakeKey: IntakeKey, now: Clock): () => Promise<Seal> {
  let session: Seal | undefined;
  return async () => {
    session ??= sealSession(await intakeKey.publicKey(), now);
    return session;
  };
}
