/**
 * Object lock of the audit archive: whether S3 prevents deleting or overwriting an event for some days.
 *
 * A class with one instance per mode, since Node runs the sources as they are and cannot strip an `enum`.
 */
export class AuditLock {
  /** No lock: whoever may delete objects of the bucket can delete events. */
  static readonly NONE = new AuditLock("NONE");
  /** A lock that identities with `s3:BypassGovernanceRetention` can lift. */
  static readonly GOVERNANCE = new AuditLock("GOVERNANCE");
  /** A lock that nobody can lift, not even the account's root: you cannot stop paying for the storage. */
  static readonly COMPLIANCE = new AuditLock("COMPLIANCE");

  /** The name of the mode, such as `GOVERNANCE`. */
  readonly mode: string;

  private constructor(mode: string) {
    this.mode = mode;
  }
}
