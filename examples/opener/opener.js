import { createHash } from "node:crypto";
import { connectStore, openCredential, reveal } from "@keyferry/resolver";

const { TABLE_NAME, VAULT_KEY_ID, CREDENTIAL_ID } = process.env;

// Make one store per process: it keeps its connections.
const store = connectStore({ table: TABLE_NAME, vaultKey: VAULT_KEY_ID });
const { credential, key } = await openCredential(CREDENTIAL_ID, store);

// A disabled credential opens, too: whether to use it is the router's business.
if (credential.disabled) throw new Error("the credential is disabled");

// The key prints as [secret]. A router gives `reveal(key)` to the provider; this example shows its digest.
console.log(String(key), createHash("sha256").update(reveal(key)).digest("hex"));
