import { isValid, type WebhookSource } from "../shared/webhooks/webhook-source.ts";

/** A webhook source with its URL, and its secrets by their ids: those that still work. */
export const describeSource = ({ secrets, id_key: _, ...source }: WebhookSource, url: string) => ({
  ...source,
  url,
  secrets: secrets
    .filter((entry) => isValid(entry, new Date()))
    .map(({ id, created_at, expires_at }) => ({ id, created_at, expires_at })),
});
