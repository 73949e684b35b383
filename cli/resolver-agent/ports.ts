import type { Resolver } from "../../resolver/resolver.ts";

/** The resolver that the agent serves. */
export type AgentResolver = Pick<Resolver, "resolve" | "report" | "stop">;

/** One thing that the agent has to say, without any text of a caller and without any secret. */
export type AgentLog = (event: string, fields: Readonly<Record<string, string | number>>) => void;
