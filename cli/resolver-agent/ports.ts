import type { Secret } from "../../shared/kernel/secret.ts";

/** What the agent asks a resolver: the request of one model call. */
export interface KeyRequest {
  readonly workspace: string;
  readonly providers: readonly (string | { readonly slug: string; readonly zdr?: boolean })[];
  readonly model: string;
  readonly user?: string | null;
  readonly apiKeyHash?: string | null;
  readonly zdr?: boolean;
}

/** A credential to try, as far as the agent hands it out. */
export interface OpenableAttempt {
  readonly kind: "credential";
  readonly provider: string;
  readonly section: "prioritized" | "fallback";
  readonly credential: { readonly id: string; readonly key_version: number; readonly label: string };
  readonly cacheKey: string;
  open(): Promise<Secret>;
}

/** What a resolver answers: the attempts in their order, and what stays out of it. */
export interface KeyResolution {
  readonly attempts: readonly (OpenableAttempt | { readonly kind: "shared"; readonly provider: string })[];
  readonly excluded: readonly {
    readonly credential_id: string;
    readonly provider: string;
    readonly reason: string;
  }[];
  readonly shared_excluded: readonly {
    readonly provider: string;
    readonly reason: string;
    readonly credential_id?: string;
  }[];
  readonly stale: boolean;
  readonly as_of: string;
}

/** The resolver that the agent serves. */
export interface AgentResolver<Attempt extends OpenableAttempt = OpenableAttempt> {
  resolve(request: KeyRequest): Promise<KeyResolution>;
  report(attempt: Attempt, outcome: { readonly status?: number; readonly code?: string }): void;
  /** Sends what is summed, and forgets everything. */
  stop(): Promise<void>;
}

/** One thing that the agent has to say, without any text of a caller and without any secret. */
export type AgentLog = (event: string, fields: Readonly<Record<string, string | number>>) => void;
