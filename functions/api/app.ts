import { Hono } from "hono/tiny";
import { authenticate } from "../../shared/access/authenticate.ts";
import type { KeyUses, ManagementKeys } from "../../shared/access/ports.ts";
import { keyUseReporter } from "../../shared/access/report-key-use.ts";
import type { UseReader } from "../../shared/credentials/ports.ts";
import type { DoorDependencies } from "../../shared/credentials/requests/request.ts";
import type { ImportQueue, ImportReader } from "../../shared/imports/ports.ts";
import type { Clock, Logger } from "../../shared/kernel/ports.ts";
import { refuseMethod } from "../../shared/lambda/answer-error.ts";
import { createDoorApp } from "../../shared/lambda/door-app.ts";
import type { CreateLinkDependencies } from "../../shared/links/create-link.ts";
import { publicKeyJwk } from "../../shared/sealing/public-key-jwk.ts";
import type { ApiContext } from "./context.ts";
import { credentialRoutes } from "./credential-routes.ts";
import { importRoutes } from "./import-routes.ts";
import { linkRoutes } from "./link-routes.ts";

export interface ApiDependencies extends DoorDependencies, CreateLinkDependencies {
  readonly managementKeys: ManagementKeys;
  readonly keyUses: KeyUses;
  readonly uses: UseReader;
  readonly imports: ImportReader;
  readonly importQueue: ImportQueue;
  /** The providers that this deployment knows. */
  readonly slugs: ReadonlySet<string>;
  /** The request fields that this deployment accepts and does not keep. */
  readonly ignored: ReadonlySet<string>;
  readonly waitBudgetMs: number;
  /** The OpenAPI document, as JSON text. */
  readonly openapiDocument: () => Promise<string>;
  readonly now: Clock;
  readonly log: Logger;
}

/** Creates the BYOK API's app, at the root and under `/api/v1`, for API Gateway and for the tests. */
export function createApp(dependencies: ApiDependencies): Hono<ApiContext> {
  const { intakeKey, openapiDocument, log } = dependencies;

  const reportKeyUse = keyUseReporter(dependencies);
  const routes = new Hono<ApiContext>();
  routes.get("/health", (context) => context.json({ status: "ok" }));
  routes.all("/health", refuseMethod("GET"));
  routes.get("/openapi.json", async (context) => {
    context.header("cache-control", "public, max-age=300");
    return context.body(await openapiDocument(), 200, { "content-type": "application/json" });
  });
  routes.all("/openapi.json", refuseMethod("GET"));
  routes.get("/byok/public-key", async (context) => {
    context.header("cache-control", "public, max-age=300");
    return context.json(publicKeyJwk(await intakeKey.publicKey()));
  });
  routes.all("/byok/public-key", refuseMethod("GET"));
  routes.use("/byok/*", async (context, next) => {
    const caller = await authenticate(context.req.header("authorization"), dependencies);
    context.set("caller", caller);
    context.set("managementKeyId", caller.managementKey.id);
    await Promise.all([next(), reportKeyUse(caller)]);
  });
  routes.route("/byok/imports", importRoutes(dependencies));
  routes.route("/byok/links", linkRoutes(dependencies));
  routes.route("/byok", credentialRoutes(dependencies));

  const app = createDoorApp<ApiContext>(log);
  app.route("/", routes);
  app.route("/api/v1", routes);
  return app;
}
