import { createPublicKey, randomUUID } from "node:crypto";
import { reveal, Secret } from "../../../shared/kernel/secret.ts";
import { sealSession } from "../../../shared/sealing/seal-session.ts";
import { type Api, eventually, newKey, newTenant } from "./deployment.ts";
import { newSender } from "./webhook-sender.ts";

const ROWS = 4;

/**
 * The values that no request generator can invent, for test/contract/hooks.py: existing ids, and sealed or
 * signed data.
 */
export async function makeContractWorld() {
  const { token, api, workspaceId } = await newTenant({ workspaces: "all" });
  /** On a busy machine, the first answers may be those to a command that is still queued. */
  const make = (path: string, body: object) =>
    eventually(async () => (await api("POST", path, body)).body.data?.id);
  const makeCredential = () => make("/byok", { key: newKey(), provider: "openai" });
  const makeLink = (_: unknown, number: number) =>
    make("/byok/links", { provider: "openai", name: `link ${number}` });
  const [credentials, to_delete, links, rows, sources] = await Promise.all([
    Promise.all(Array.from({ length: 4 }, makeCredential)),
    Promise.all(Array.from({ length: 4 }, makeCredential)),
    Promise.all(Array.from({ length: 4 }, makeLink)),
    sealRows(api, workspaceId),
    makeSources(workspaceId),
  ]);
  const imports = [await importRows(api, rows)];
  return { token, world: { credentials, to_delete, links, imports, rows, sources } };
}

/** The rows of one import, sealed like any producer's: with the public key that the deployment shows. */
async function sealRows(api: Api, workspace_id: string) {
  const jwk = await eventually(async () => {
    const { status, body } = await api("GET", "/byok/public-key");
    return status === 200 && body;
  });
  const publicKey = { kid: jwk.kid, key: createPublicKey({ key: jwk, format: "jwk" }) };
  const seal = sealSession(publicKey, () => new Date());
  const binding = { workspace_id, provider: "openai" };
  const import_id = randomUUID();
  return Array.from({ length: ROWS }, (_, index) => ({
    version: 1,
    type: "credential.import",
    import_id,
    row: index + 1,
    total_rows: ROWS,
    ...binding,
    sealed_key: seal(new Secret(newKey()), binding),
    requested_at: new Date().toISOString(),
  }));
}

/** Imports the first row, so that an import exists. Returns its id. */
async function importRows(api: Api, rows: Awaited<ReturnType<typeof sealRows>>): Promise<string> {
  const [first] = rows;
  await api("POST", "/byok/imports", JSON.stringify(first), { "content-type": "application/x-ndjson" });
  const id = first?.import_id ?? "";
  await eventually(async () => (await api("GET", `/byok/imports/${id}`)).status === 200);
  return id;
}

/** Makes a source of each scheme, with the header names that the document shows. */
async function makeSources(workspaceId: string) {
  const github = { signature_header: "X-Hub-Signature-256", event_id_header: "X-GitHub-Delivery" };
  const senders = await Promise.all([
    newSender(workspaceId),
    newSender(workspaceId, { scheme: "hmac-sha256", ...github }),
  ]);
  return senders.map(({ source, secret }) => ({
    name: source.name,
    scheme: source.scheme,
    secret: reveal(secret),
  }));
}
