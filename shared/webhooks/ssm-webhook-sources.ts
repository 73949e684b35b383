import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  type SSMClient,
} from "@aws-sdk/client-ssm";
import { callAws, isAwsError } from "../kernel/call-aws.ts";
import { KeyferryError } from "../kernel/errors.ts";
import type { Logger } from "../kernel/ports.ts";
import type { WebhookSourceStore } from "./ports.ts";
import { sourceIn, ssmWebhookSourceList } from "./ssm-webhook-source-list.ts";
import type { WebhookSource } from "./webhook-source.ts";
import { toParameter } from "./webhook-source-parameter.ts";

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

  return {
    ...ssmWebhookSourceList(client, path, log),

    async find(name) {
      const request = new GetParameterCommand({ Name: `${path}/${name}`, WithDecryption: true });
      const answer = await callAws("ssm:GetParameter", () =>
        client.send(request).catch((error: unknown) => {
          if (isAwsError(error, "ParameterNotFound")) return null;
          throw error;
        }),
      );
      return answer?.Parameter === undefined ? null : (sourceIn(answer.Parameter, path, log)[0] ?? null);
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
