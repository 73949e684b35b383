/** What stands for hidden characters: dots, asterisks, bullets, or a word in square brackets. */
const MASK = /\.{3}|…|\*{2}|[•●]{2}|\[(?:secret|redacted|hidden|masked)\]/i;

/**
 * Whether the text looks like a masked key, e.g. `sk-...AbCd`, `sk-****`, `••••AbCd` or `[REDACTED]`. Used to refuse
 * a rotation to one: a client that sends back what it was shown would overwrite a live key with its own mask.
 *
 * Errs towards true: no provider's keys hold such runs, and a needless refusal costs less than a lost key.
 */
export const looksLikeMask = (text: string): boolean => MASK.test(text);
