/** What happens inside a resolver that a router wants in its log. It names ids, and never a key or anybody's text. */
export type ResolverNotice =
  /** A credential does not open: its record was altered or moved. Told once for each time it is read with a change. */
  | { readonly kind: "unopenable"; readonly credential_id: string; readonly provider: string }
  /** The table did not answer. `workspace_id` null = the global credentials. */
  | { readonly kind: "store_unavailable"; readonly workspace_id: string | null }
  /** KMS did not answer for a credential. */
  | { readonly kind: "vault_unavailable"; readonly credential_id: string }
  /** Uses could not be sent to the queue, and are lost. */
  | { readonly kind: "report_failed"; readonly uses: number };
