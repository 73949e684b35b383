/** The characters that stand for hidden ones: dots, asterisks, bullets, or a word in square brackets. */
const MASK = /\.{3}|…|\*{2}|[•●]{2}|\[(?:secret|redacted|hidden|masked)\]/i;

/**
 * Whether the text looks like a masked key, e.g. `sk-...AbCd`, `sk-****`, `••••AbCd` or `[REDACTED]`.
 * Rotations to such a text are refused: a client that sends back what it was shown would overwrite a live key
 * with its own mask.
 *
 * It errs towards true: no provider's keys hold such runs, and a needless refusal costs less than a lost key.
 */
export const looksLikeMask = (text: string): boolean => MASK.test(text);
