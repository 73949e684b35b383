/** A request or an answer in the service's JSON. */
export type Wire = Readonly<Record<string, unknown>>;

/** A service: the answer of each operation. */
export type Operations = Readonly<Record<string, (input: Wire) => Wire | Promise<Wire>>>;
