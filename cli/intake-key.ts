import { createPublicKey } from "node:crypto";
import { publicKeySchema } from "../shared/sealing/answers.ts";
import type { IntakePublicKey } from "../shared/sealing/seal-session.ts";
import type { CallApi } from "./api-client.ts";

/** The deployment's intake public key, to seal keys with. */
export async function fetchIntakeKey(callApi: CallApi): Promise<IntakePublicKey> {
  const { kid, ...jwk } = await callApi({ path: "/byok/public-key" }, publicKeySchema);
  return { kid, key: createPublicKey({ key: jwk, format: "jwk" }) };
}
