import type { Clock } from "../kernel/ports.ts";
import type { WebhookSourceStore } from "./ports.ts";
import type { WebhookSource } from "./webhook-source.ts";

/**
 * Reads all sources together and caches them for `ttlMs`. Neither the time of an answer nor the number of
 * reads then depends on the requested name, so that guessing names reveals nothing and costs nothing.
 */
export function cachedWebhookSources(
  store: Pick<WebhookSourceStore, "list">,
  ttlMs: number,
  now: Clock,
): Pick<WebhookSourceStore, "find"> {
  let known:
    | { readonly sources: Promise<ReadonlyMap<string, WebhookSource>>; readonly until: number }
    | undefined;
  const load = async () => new Map((await store.list()).map((source) => [source.name, source]));
  return {
    async find(name) {
      const time = now().getTime();
      if (known === undefined || time >= known.until) known = { sources: load(), until: time + ttlMs };
      const { sources } = known;
      try {
        return (await sources).get(name) ?? null;
      } catch (error) {
        if (known?.sources === sources) known = undefined;
        throw error;
      }
    },
  };
}
