import type { ChangeAnswer } from "../shared/credentials/requests/answers.ts";
import { lines } from "./output.ts";

/** A change for people: the record, or that the change is queued; then the warnings about its key. */
export function changeText(answer: ChangeAnswer, verb: string): string {
  const head = answer.status === "accepted" ? `Queued: ${answer.id}` : `${verb}:\n${lines(answer.data)}`;
  return [head, ...answer.warnings.map(({ message }) => `Warning: ${message}`)].join("\n");
}

/** The `Prefer` header of a change: it also tells the API that this client knows of outcomes that are still to come. */
export const preferOf = (wait: boolean): string => (wait ? "wait=60" : "respond-async");
