/** A message that failed five times. Its body is never looked at. */
export interface DeadLetter {
  readonly body: string;
  /** Its message group, which it keeps. */
  readonly group: string | undefined;
  readonly receipt: string;
}

/** The messages of one queue that were set aside. */
export interface DeadLetters {
  /** About how many there are. */
  count(): Promise<number>;
  /** Some of them, at most 10; none when there are none. */
  receive(most: number): Promise<readonly DeadLetter[]>;
  /** Puts them on the queue that they came from. */
  sendBack(letters: readonly DeadLetter[]): Promise<void>;
  remove(letters: readonly DeadLetter[]): Promise<void>;
}
