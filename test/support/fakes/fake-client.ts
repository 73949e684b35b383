/** One call that code under test made to an AWS service. */
export interface Call {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: each command has an input of its own
  readonly input: any;
}

type Answer = (input: Call["input"]) => unknown;

export interface FakeClient<Client> {
  readonly client: Client;
  readonly calls: readonly Call[];
}

/** An AWS client with fixed answers by command name. Any other command throws. */
export function fakeClient<Client>(answers: Readonly<Record<string, Answer>>): FakeClient<Client> {
  const calls: Call[] = [];
  const send = async (command: { readonly input: unknown }): Promise<unknown> => {
    const { name } = command.constructor;
    calls.push({ name, input: command.input });
    const answer = answers[name];
    if (answer === undefined) throw new Error(`unexpected ${name}`);
    return answer(command.input);
  };
  return { client: { send } as Client, calls };
}

/** An error as the SDK throws it, identified by its name. */
export const awsError = (name: string): Error => Object.assign(new Error("quotes the request"), { name });
