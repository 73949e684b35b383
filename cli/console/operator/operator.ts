import { KeyferryError } from "../../../shared/kernel/errors.ts";
import { once } from "../../../shared/kernel/once.ts";
import { GLOBAL } from "../../../shared/kernel/workspace.ts";
import { providerSlugs } from "../../../shared/providers/slug.ts";
import { apiClient } from "../../api-client.ts";
import type { CliSettings } from "../../settings.ts";
import type { Operator } from "../ports.ts";
import { apiOperator } from "./api-operator.ts";
import { apiPages } from "./api-pages.ts";
import type { AwsOperator } from "./aws-operator.ts";
import { createSearch } from "./search.ts";
import { whereAllowed } from "./where-allowed.ts";

const NO_AWS = "this needs AWS credentials: start the console with --stack, in place of --api-url";

/**
 * What an operator may do with these settings: with a management key by the API, and with AWS credentials besides.
 * @throws UsageError for settings that no command can use.
 */
export async function createOperator(settings: CliSettings, version: string): Promise<Operator> {
  const callApi = await apiClient(settings);
  const hasAws = settings.local !== undefined || settings.stack !== undefined;
  const aws = once(async (): Promise<AwsOperator> => {
    if (!hasAws) throw new KeyferryError("forbidden", NO_AWS);
    return (await import("./aws-operator.ts")).awsOperator(settings);
  });
  const byApi = apiPages(callApi);
  const pages = hasAws
    ? whereAllowed({ window: async (...part) => (await aws()).pages.window(...part) }, byApi)
    : byApi;
  const search = createSearch(pages, () => performance.now());
  const api = apiOperator(callApi);
  const forget = async () => {
    search.forget();
    if (hasAws) (await aws()).pages.forget();
  };
  const begin = settings.workspaceId ?? GLOBAL;

  return {
    ...api,
    async deployment() {
      // Without a right to read the table, nobody can say: the workspace of the settings is there all the same.
      const found = hasAws || settings.apiUrl === undefined ? await aws() : undefined;
      const known = (await found?.workspaces().catch(() => [])) ?? [];
      const api_url = settings.apiUrl ?? found?.apiUrl ?? "";
      return {
        stack: found?.stack ?? null,
        api_url,
        api_is_other: found !== undefined && api_url !== found.apiUrl,
        region: settings.region ?? null,
        version,
        workspace: settings.workspaceId ?? known[0] ?? begin,
        workspaces: [...new Set([begin, ...known])],
        has_aws: hasAws,
        providers: [...providerSlugs(settings.extraProviders)],
      };
    },
    async credentials({ workspace = begin, provider, order = "oldest", state, text, offset, limit }) {
      const list = { workspace, provider, order };
      if (state === undefined && text === undefined) {
        return { ...(await pages.window(list, offset, limit)), searched: null };
      }
      return search.look(list, { state, text }, { offset, limit });
    },
    imports: (workspace, cursor) => api.imports(workspace ?? begin, cursor),
    links: (workspace, cursor) => api.links(workspace ?? begin, cursor),
    async setDisabled(id, disabled) {
      const change = await api.setDisabled(id, disabled);
      await forget();
      return change;
    },
    async remove(id) {
      const change = await api.remove(id);
      await forget();
      return change;
    },
    sources: async () => (await aws()).sources(),
    pipeline: async () => (await aws()).pipeline(),
    health: async () => (await aws()).health(),
    redrive: async (queue, limit) => (await aws()).redrive(queue, limit),
  };
}
