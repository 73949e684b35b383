/** A problem that the user can fix. The message is one sentence that says what to do. */
export class LocalAwsError extends Error {
  override readonly name = "LocalAwsError";
}
