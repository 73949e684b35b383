import type { AdviceCode } from "./advise.ts";

/** What ends the visit, or holds it up. */
export type Problem =
  /** The URL has no fragment, or not all of it. */
  | "incomplete"
  /** Unknown, expired, revoked or used: the door does not tell which. */
  | "not_found"
  /** Another key came by this link before. */
  | "used"
  /** Another key took the place of the one that this one was to replace, by this link or not. */
  | "replaced"
  /** The intake key is not the one that the link names. */
  | "other_key"
  /** The browser cannot encrypt: it is too old, or the page did not come over https. */
  | "no_crypto"
  | "offline"
  /** Too many attempts by this link. */
  | "too_many"
  /** The key was refused. */
  | "refused"
  /** The outcome is still to come, or the service is in trouble. */
  | "busy"
  /** Nobody said what the link is for, because the service is in trouble or has too much to do: no key was given yet. */
  | "unavailable";

/** All texts of the page in one language. */
export interface Words {
  readonly language: "en" | "de";
  readonly title: Readonly<Record<"create" | "rotate", (provider: string) => string>>;
  /** Whose key it will be, and under which name; null where neither is known. */
  readonly lead: Readonly<
    Record<"create" | "rotate", (workspace: string | null, name: string | null) => string | null>
  >;
  readonly keyLabel: (provider: string) => string;
  readonly keyHint: string;
  readonly show: string;
  readonly hide: string;
  readonly showKey: string;
  readonly hideKey: string;
  readonly region: string;
  readonly withRegion: string;
  readonly regions: Readonly<Record<"" | "europe" | "us", string>>;
  readonly kindOfKey: string;
  readonly oneKey: (provider: string) => string;
  readonly accessKey: string;
  /** Names of members, and an example or explanation. */
  readonly parts: Readonly<Record<string, { readonly label: string; readonly hint?: string }>>;
  readonly deployment: (number: number) => string;
  readonly addDeployment: string;
  readonly removeDeployment: (number: number) => string;
  readonly file: string;
  readonly fileHint: string;
  readonly chooseFile: string;
  readonly otherFile: string;
  readonly fileRead: (name: string) => string;
  readonly notReadable: string;
  readonly pasteInstead: string;
  readonly pasteLabel: string;
  readonly fine: (label: string) => string;
  readonly advice: Readonly<
    Record<AdviceCode, (about: { readonly provider: string; readonly issuer: string | null }) => string>
  >;
  readonly required: string;
  readonly submit: string;
  readonly submitting: string;
  readonly stillSaving: string;
  readonly promise: string;
  readonly howTitle: string;
  readonly how: readonly string[];
  readonly expires: (date: string) => string;
  readonly doneTitle: string;
  readonly doneText: (provider: string, workspace: string | null) => string;
  readonly doneLabel: string;
  readonly doneClose: string;
  readonly back: (host: string) => string;
  readonly problems: Readonly<Record<Problem, { readonly title: string; readonly text: string }>>;
  readonly retry: string;
}
