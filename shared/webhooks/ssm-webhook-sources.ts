import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  type Parameter,
  PutParameterCommand,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import { callAws, isAwsError } from "../kernel/call-aws.ts";
import { KeyferryError } from "../kernel/errors.ts";
import type { Logger } from "../kernel/ports.ts";
import type { WebhookSourceStore } from "./ports.ts";
import type { WebhookSource } from "./webhook-source.ts";
import { fromParameter, toParameter } from "./webhook-source-parameter.ts";

/** Systems Manager's limit for one GetParametersByPath. */
const PAGE = 10;

/**
 * Stores webhook sources as SecureString parameters, one below `path` for each. They are under the AWS
 * managed key of Systems Manager, so that access to the parameter needs no separate right on that key.
 * @param path without a trailing slash.
 */
export function ssmWebhookSources(client: SSMClient, path: string, log: Logger): WebhookSourceStore {
  const put = (source: WebhookSource, Overwrite: boolean) =>
    new PutParameterCommand({
      Name: `${path}/${source.name}`,
      Description: "keyferry webhook source",
      Type: "SecureString",
      Value: toParameter(source),
      Overwrite,
    });

  const read = ({ Name = "", Value = "" }: Parameter): WebhookSource[] => {
    const source = fromParameter(Name.slice(path.length + 1), Value);
    if (source === null) log.error("webhook_source_unreadable", { parameter: Name });
    return source === null ? [] : [source];
  };

  return {
    async list() {
      const sources: WebhookSource[] = [];
      let NextToken: string | undefined;
      do {
        const request = {
          Path: path,
          WithDecryption: true,
          MaxResults: PAGE,
          ...(NextToken && { NextToken }),
        };
        const page = await callAws("ssm:GetParametersByPath", () =>
          client.send(new GetParametersByPathCommand(request)),
        );
        sources.push(...(page.Parameters ?? []).flatMap(read));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return sources;
    },

    async find(name) {
      const request = new GetParameterCommand({ Name: `${path}/${name}`, WithDecryption: true });
      const answer = await callAws("ssm:GetParameter", () =>
        client.send(request).catch((error: unknown) => {
          if (isAwsError(error, "ParameterNotFound")) return null;
          throw error;
        }),
      );
      return answer?.Parameter === undefined ? null : (read(answer.Parameter)[0] ?? null);
    },

    async add(source) {
      await callAws("ssm:PutParameter", () =>
        client.send(put(source, false)).catch((cause: unknown) => {
          if (!isAwsError(cause, "ParameterAlreadyExists")) throw cause;
          throw new KeyferryError("conflict", "there is a webhook source of that name", { cause });
        }),
      );
    },

    async replace(source) {
      await callAws("ssm:PutParameter", () => client.send(put(source, true)));
    },

    async remove(name) {
      return callAws("ssm:DeleteParameter", async () => {
        try {
          await client.send(new DeleteParameterCommand({ Name: `${path}/${name}` }));
          return true;
        } catch (error) {
          if (isAwsError(error, "ParameterNotFound")) return false;
          throw error;
        }
      });
    },
  };
}
