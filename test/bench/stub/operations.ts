/** A request or an answer in the JSON that the service speaks. */
export type Wire = Readonly<Record<string, unknown>>;

/** A service: what it answers, by operation. */
export type Operations = Readonly<Record<string, (input: Wire) => Wire | Promise<Wire>>>;
