/**
 * A message's body as JSON that SQS takes: it refuses the two code points that XML 1.0 leaves out and JSON does not
 * escape, and what a caller may write in a name must not become an error of ours.
 */
export const sqsMessageBody = (message: object): string =>
  JSON.stringify(message).replaceAll(
    /[\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );
