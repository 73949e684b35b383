/* What `keyferry/cdk` exports: the construct, and the types of its options. docs/api.md is made of their comments. */
export { AuditLock } from "./audit-lock.ts";
export { Keyferry } from "./keyferry.ts";
export type { KeyferryProps } from "./keyferry-props.ts";
export type { ResolveProps } from "./resolve-props.ts";
