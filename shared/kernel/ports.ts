export type Clock = () => Date;

/** Resolves after that many milliseconds. */
export type Sleep = (milliseconds: number) => Promise<void>;

/** Structured log lines. Values are scalars on purpose: a payload does not fit. */
export interface Logger {
  info(code: string, fields?: LogFields): void;
  warn(code: string, fields?: LogFields): void;
  error(code: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;
