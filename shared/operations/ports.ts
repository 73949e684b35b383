/** A message that failed until its queue set it aside. Its body is never inspected. */
export interface DeadLetter {
  /** Stays the same as long as the message is a dead letter. Sent back, the message gets another one. */
  readonly id: string;
  readonly body: string;
  /** The message group, which the message keeps when it is sent back. */
  readonly group: string | undefined;
  readonly receipt: string;
}

/** The dead letters of one queue. */
export interface DeadLetters {
  /** The approximate number of dead letters. */
  count(): Promise<number>;
  /** Receives some of them, at most 10; empty if there are none. */
  receive(most: number): Promise<readonly DeadLetter[]>;
  /** Sends them back to the queue that they came from. */
  sendBack(letters: readonly DeadLetter[]): Promise<void>;
  remove(letters: readonly DeadLetter[]): Promise<void>;
}
