import { GetParametersByPathCommand, type Parameter, type SSMClient } from "@aws-sdk/client-ssm";
import { callAws } from "../kernel/call-aws.ts";
import type { Logger } from "../kernel/ports.ts";
import type { WebhookSourceStore } from "./ports.ts";
import type { WebhookSource } from "./webhook-source.ts";
import { fromParameter } from "./webhook-source-parameter.ts";

/** Systems Manager's limit for one GetParametersByPath. */
const PAGE = 10;

/**
 * Reads all webhook sources below `path`, which is all that the webhook function may do with them.
 * @param path without a trailing slash.
 */
export function ssmWebhookSourceList(
  client: SSMClient,
  path: string,
  log: Logger,
): Pick<WebhookSourceStore, "list"> {
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
        sources.push(...(page.Parameters ?? []).flatMap((parameter) => sourceIn(parameter, path, log)));
        NextToken = page.NextToken;
      } while (NextToken !== undefined);
      return sources;
    },
  };
}

/** The source that a parameter holds; none, and an entry in the log, if it holds something else. */
export function sourceIn({ Name = "", Value = "" }: Parameter, path: string, log: Logger): WebhookSource[] {
  const source = fromParameter(Name.slice(path.length + 1), Value);
  if (source === null) log.error("webhook_source_unreadable", { parameter: Name });
  return source === null ? [] : [source];
}
