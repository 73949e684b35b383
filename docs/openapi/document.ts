import { headers, schemas } from "./components.ts";
import { INFO } from "./descriptions.ts";
import { parameters } from "./parameters.ts";
import { paths } from "./paths.ts";
import { errorResponses } from "./responses.ts";
import { webhookSecurity } from "./webhook-paths.ts";

/** The OpenAPI 3.1 document of the BYOK API, made of the schemas that validate its requests. */
export const openapiDocument = {
  openapi: "3.1.0",
  info: {
    title: "keyferry BYOK API",
    version: "1.0.0",
    description: INFO,
    license: { name: "Apache-2.0", identifier: "Apache-2.0" },
  },
  servers: [
    { url: "/", description: "The deployment's own address." },
    { url: "/api/v1", description: "The same, for clients that append OpenRouter's base path." },
  ],
  security: [{ managementKey: [] }],
  tags: [
    { name: "Credentials", description: "Provider API keys, from their creation to their deletion." },
    { name: "Audit", description: "The outcome of each request." },
    { name: "Sealing", description: "For producers that encrypt a key before they send it." },
    { name: "Imports", description: "Many keys at once, sealed by the sender, and the outcome of each." },
    { name: "Links", description: "URLs at which the owner of a key brings it, sealed in the browser." },
    {
      name: "Webhooks",
      description: "For systems that hand over keys automatically, under their own ids.",
    },
    { name: "Service", description: "The API itself." },
  ],
  paths,
  components: {
    securitySchemes: {
      managementKey: {
        type: "http",
        scheme: "bearer",
        description: "A management key, `kf_mgmt_…`, limited to some workspaces or valid for all.",
      },
      ...webhookSecurity,
    },
    schemas,
    parameters,
    headers,
    responses: errorResponses,
  },
};
