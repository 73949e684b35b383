import { randomBytes } from "node:crypto";
import { GLOBAL } from "../kernel/workspace.ts";
import { newStandardSecret } from "./standard-signature.ts";
import { STANDARD_HEADERS, type WebhookSource } from "./webhook-source.ts";

/** A source whose secret is unknown to everyone, so that no delivery can carry its signature. */
export const decoySource = (): WebhookSource => ({
  name: "decoy",
  scheme: "standard",
  workspaces: [GLOBAL],
  ...STANDARD_HEADERS,
  secrets: [{ id: "decoy", secret: newStandardSecret(randomBytes(32)), created_at: "", expires_at: null }],
  created_at: "",
});
