import {
  healthAnswerSchema,
  reportAnswerSchema,
  reportRequestSchema,
  resolveAnswerSchema,
  resolveRequestSchema,
} from "../../cli/resolver-agent/wire.ts";
import { errorSchema } from "../../shared/credentials/requests/answers.ts";
import { type Json, jsonSchema, ref } from "./json-schema.ts";

/** What each member means here; several have another meaning in the document of the HTTP API. */
const WORDS = {
  workspace:
    "The workspace that the caller of the router belongs to, by its id, or `global`. It must never come from the caller's own request.",
  providers:
    "The providers that serve the model, in the order in which the router tries them: slugs, or slugs with what is known of the endpoint.",
  slug: "The provider's slug.",
  model: "The model's slug, as `allowed_models` of credentials names it.",
  user: "The id of the user of the router, as `allowed_user_ids` has it.",
  api_key_hash:
    "SHA-256 in hex of the API key with which the caller came to the router. The key itself is never sent.",
  zdr: "Whether the request asks for zero data retention; of a provider, whether its endpoint has it.",
  max_attempts: "The most attempts to answer (default: 5). Each of a credential comes with its opened key.",
  explain: "Whether to answer what was left out, and why (default: false).",
  attempts:
    "What to try, in this order. `shared` stands for the platform's own capacity: where no attempt has this kind, it must not be used.",
  kind: "`credential`, or `shared` for the platform's own capacity.",
  provider: "The provider's slug.",
  section: "`prioritized` comes before shared capacity, `fallback` after it.",
  credential_id: "The credential's id.",
  key_version: "Grows by one with each new key of the credential.",
  label: "A masked snippet of the key, e.g. `sk-...AbCd`.",
  cache_key: "What to cache tokens by that were minted from this key: it changes when the key does.",
  key: "The opened key, as it was handed over. Keep it for this request alone, and log it nowhere.",
  parts:
    "The members of a key that is a JSON document, such as `aws_access_key_id`; of any other key, `api_key` alone.",
  truncated: "Whether there are more attempts than the request wanted.",
  excluded: "The credentials that were left out.",
  shared_excluded: "The providers whose shared capacity was left out, and by which setting.",
  reason: "Why it was left out.",
  stale: "Whether the store did not answer, and this is what the agent knew before.",
  as_of: "When the store was read, ISO 8601.",
  status: "The HTTP status that the provider answered; absent where it did not answer.",
  code: "The error code in the provider's body, such as `insufficient_quota`. No message: messages may quote the key.",
} as const;

const json = (schema: Json): Json => ({ content: { "application/json": { schema } } });

const success = (status: number, description: string, schema: string): Json => ({
  [status]: { description, ...json(ref("schemas", schema)) },
});

const REFUSALS = {
  400: "The request is not valid; `error.metadata.fields` says where and why.",
  401: "The header `X-Keyferry-Token` is missing or wrong.",
  403: "A browser sent the request, or its Host header names another machine.",
  404: "Nothing is there: of a report, the agent handed out no such key in this version.",
  405: "The path answers to another method.",
  413: "The body is larger than 1 MB.",
  415: "The body is not declared as JSON in UTF-8.",
  500: "A fault of the agent. Its log says more under the request's id.",
  503: "The store or KMS does not answer, and the agent knows no answer that it may still give. It is never to be taken for shared capacity.",
} as const satisfies Record<number, string>;

const refusals = (...statuses: readonly (keyof typeof REFUSALS)[]): Json =>
  Object.fromEntries(
    statuses.map((status) => [status, { description: REFUSALS[status], ...json(ref("schemas", "Error")) }]),
  );

const body = (schema: string, example: Json): Json => ({
  requestBody: {
    required: true,
    content: { "application/json": { schema: ref("schemas", schema), example } },
  },
});

const EXAMPLE_ID = "6f6f9d0a-009c-8bb5-86a1-65e4ed10a4e8";

/** The OpenAPI 3.1 document of the resolver's agent, made of the schemas that validate its requests. */
export const resolverDocument = {
  openapi: "3.1.0",
  info: {
    title: "keyferry resolver agent",
    version: "1.0.0",
    description:
      "What `keyferry resolver` answers on a unix socket or on 127.0.0.1: a request of a router in, the keys to try out, in their order.",
    license: { name: "Apache-2.0", identifier: "Apache-2.0" },
  },
  servers: [
    {
      url: "http://127.0.0.1:7373",
      description: "The default port. On a unix socket, the host is `localhost`.",
    },
  ],
  security: [{ agentToken: [] }],
  tags: [{ name: "Resolver", description: "The keys of one model call." }],
  paths: {
    "/v1/resolve": {
      post: {
        operationId: "resolve",
        tags: ["Resolver"],
        summary: "Find and open the keys for one model call",
        description: "Try the attempts in their order, and report the outcome of each.",
        ...body("ResolveRequest", {
          workspace: "c20cb997-1b99-48a3-b811-b3e4c684f399",
          providers: ["openai"],
          model: "openai/gpt-4o",
          user: "user-17",
        }),
        responses: {
          ...success(200, "The attempts, in their order.", "Resolution"),
          ...refusals(400, 401, 403, 413, 415, 500, 503),
        },
      },
    },
    "/v1/report": {
      post: {
        operationId: "report",
        tags: ["Resolver"],
        summary: "Report the outcome of an attempt",
        description:
          "The agent sums reports, and sends them to the queue for uses: then the API shows when the credential was last used.",
        ...body("Report", {
          credential_id: EXAMPLE_ID,
          key_version: 1,
          status: 401,
          code: "invalid_api_key",
        }),
        responses: {
          ...success(202, "Taken.", "Accepted"),
          ...refusals(400, 401, 403, 404, 413, 415, 500),
        },
      },
    },
    "/healthz": {
      get: {
        operationId: "health",
        tags: ["Resolver"],
        summary: "Ask whether the agent runs",
        description: "It needs no token, and its answer has nothing of the deployment.",
        security: [],
        responses: { ...success(200, "The agent runs.", "Health"), ...refusals(403, 405) },
      },
    },
  },
  components: {
    securitySchemes: {
      agentToken: {
        type: "apiKey",
        in: "header",
        name: "X-Keyferry-Token",
        description: "The content of the agent's token file, which only the agent's user may read.",
      },
    },
    schemas: {
      ResolveRequest: jsonSchema(resolveRequestSchema, WORDS),
      Resolution: jsonSchema(resolveAnswerSchema, WORDS),
      Report: jsonSchema(reportRequestSchema, WORDS),
      Accepted: jsonSchema(reportAnswerSchema, { status: "Always `accepted`." }),
      Health: jsonSchema(healthAnswerSchema, { status: "Always `ok`." }),
      Error: jsonSchema(errorSchema),
    },
  },
};
