/**
 * A message's body as JSON that SQS accepts. SQS refuses the two code points that XML 1.0 excludes and JSON
 * does not escape, and a caller that puts one in a name must not cause an internal error.
 */
export const sqsMessageBody = (message: object): string =>
  JSON.stringify(message).replaceAll(
    /[\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
