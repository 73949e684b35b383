/** The characters that stand for hidden ones: dots, asterisks, bullets, blocks, six times x, or a word in brackets. */
const MASK =
  /\.{3}|…|[‥⋯]|[*∗＊✱]{2}|[•●∙·⬤○]{2}|[█▓▒░■]|#{3}|x{6}|[[<({](?:secret|redacted|hidden|masked|removed|truncated)[\]>)}]/i;

/**
 * Whether the text looks like a masked key, e.g. `sk-...AbCd`, `sk-****`, `••••AbCd` or `[REDACTED]`.
 * Rotations to such a text are refused: a client that sends back what it was shown would overwrite a live key
 * with its own mask.
 *
 * It errs towards true: no provider's keys hold such runs, and a needless refusal costs less than a lost key.
 */
export const looksLikeMask = (text: string): boolean => MASK.test(text);
