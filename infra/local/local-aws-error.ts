/** Something the person at the keyboard can put right. The message is one sentence that says what to do. */
export class LocalAwsError extends Error {
  override readonly name = "LocalAwsError";
}
