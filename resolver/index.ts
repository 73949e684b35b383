/* What `@keyferry/resolver` exports. Its types name nothing but this package and the two AWS clients. */
export { KeyferryError } from "../shared/kernel/errors.ts";
export { reveal, Secret } from "../shared/kernel/secret.ts";
export type { CredentialRecord } from "./credential-record.ts";
export {
  type CredentialStore,
  connectStore,
  type OpenedCredential,
  openCredential,
  type StoreOptions,
} from "./open-credential.ts";
