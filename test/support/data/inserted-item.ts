/** A statement of PartiQL as the SDK sends it. */
export interface Statement<Value> {
  readonly Statement: string;
  readonly Parameters: readonly Value[];
}

/**
 * The item that an INSERT adds: `INSERT INTO "table" VALUE {'name': ?, …}`.
 * @throws Error for any other statement.
 */
export function insertedBy<Value>({ Statement, Parameters }: Statement<Value>): Record<string, Value> {
  const names = [...Statement.matchAll(/'([^']+)'\s*:\s*\?/g)].map(([, name = ""]) => name);
  if (!/^INSERT INTO/i.test(Statement) || names.length !== Parameters.length) {
    throw new Error(`no stub for the statement ${Statement}`);
  }
  return Object.fromEntries(names.map((name, index) => [name, Parameters[index] as Value]));
}
