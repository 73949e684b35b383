/* What `@keyferry/resolver` exports. Its types name nothing but this package and the three AWS clients. */
export type {
  UseCounts,
  UseMessage,
  UseOutcome,
  UseRow,
} from "../shared/credentials/credential-use.ts";
export { KeyferryError } from "../shared/kernel/errors.ts";
export { reveal, Secret } from "../shared/kernel/secret.ts";
export { createResolver, type ResolverOptions } from "./create-resolver.ts";
export type { CredentialRecord } from "./credential-record.ts";
export type { KeyParts } from "./key-parts.ts";
export type { ResolverNotice } from "./notice.ts";
export {
  type CredentialStore,
  connectStore,
  type OpenedCredential,
  openCredential,
  type StoreOptions,
} from "./open-credential.ts";
export { type OrderRequest, orderAttempts } from "./order-attempts.ts";
export type {
  CredentialAttempt,
  Exclusion,
  ExclusionReason,
  Order,
  OrderedCredential,
  Resolution,
  SharedAttempt,
  SharedExclusion,
} from "./resolution.ts";
export type { ProviderRequest, ResolveRequest } from "./resolve-request.ts";
export type { Outcome, Resolver, ResolverStats } from "./resolver.ts";
