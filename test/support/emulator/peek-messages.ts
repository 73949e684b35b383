interface Peeked {
  readonly messages: Record<string, Record<string, Record<string, readonly { readonly Body: string }[]>>>;
}

/** The bodies of all messages of a queue in order, in flight or not, without receiving them. */
export async function peekMessages(endpoint: string, queueUrl: string): Promise<readonly string[]> {
  const answer = await fetch(`${endpoint}/_ministack/sqs/messages?QueueUrl=${encodeURIComponent(queueUrl)}`);
  const { messages } = (await answer.json()) as Peeked;
  return Object.values(messages)
    .flatMap((regions) => Object.values(regions))
    .flatMap((queues) => Object.values(queues))
    .flatMap((bodies) => bodies.map(({ Body }) => Body));
}
