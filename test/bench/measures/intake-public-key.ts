import { readFile } from "node:fs/promises";
import { request } from "node:https";
import type { Stub } from "../stub/start-stub.ts";

/** The stub's intake public key in DER, as `GetPublicKey` returns it. */
export async function intakePublicKey({ endpoint, environment }: Stub): Promise<Buffer> {
  const ca = await readFile(String(environment.NODE_EXTRA_CA_CERTS));
  const text = await new Promise<string>((resolve, reject) => {
    const headers = { "x-amz-target": "TrentService.GetPublicKey" };
    const call = request(endpoint, { method: "POST", headers, ca }, async (response) => {
      resolve(Buffer.concat(await response.toArray()).toString());
    });
    call.on("error", reject);
    call.end("{}");
  });
  return Buffer.from(JSON.parse(text).PublicKey, "base64");
}
