import { DeleteParametersCommand, GetParametersByPathCommand, type SSMClient } from "@aws-sdk/client-ssm";

/** The most names that one call takes, and the most parameters that one page has. */
const AT_ONCE = 10;

/**
 * Deletes the webhook sources of a deployment, each a parameter with a secret in it. They belong to no stack: left behind, a
 * stage of the same name would take webhooks under secrets of long ago.
 * @param path of the sources.
 * @returns how many there were.
 */
export async function deleteWebhookSources(client: SSMClient, path: string): Promise<number> {
  const names: string[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new GetParametersByPathCommand({
        Path: path,
        MaxResults: AT_ONCE,
        ...(token !== undefined && { NextToken: token }),
      }),
    );
    names.push(...(page.Parameters ?? []).flatMap(({ Name }) => (Name === undefined ? [] : [Name])));
    token = page.NextToken;
  } while (token !== undefined);
  for (let at = 0; at < names.length; at += AT_ONCE) {
    await client.send(new DeleteParametersCommand({ Names: names.slice(at, at + AT_ONCE) }));
  }
  return names.length;
}
