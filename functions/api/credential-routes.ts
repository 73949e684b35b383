import { Hono } from "hono";
import { createRequestSchema, settingsOf } from "../../shared/domain/credential-request.ts";
import { KeyferryError } from "../../shared/domain/errors.ts";
import { type ManagementKey, mayManage } from "../../shared/domain/management-key.ts";
import { Secret } from "../../shared/domain/secret.ts";
import { createCredential } from "../../shared/usecases/create-credential.ts";
import { getCredential } from "../../shared/usecases/get-credential.ts";
import type { ApiDependencies } from "./app.ts";
import type { ApiContext } from "./context.ts";
import { idempotencyKeyOf } from "./idempotency-key.ts";
import { waitOf } from "./prefer.ts";
import { readBody } from "./read-body.ts";
import { toWire } from "./wire.ts";

export function credentialRoutes(dependencies: ApiDependencies): Hono<ApiContext> {
  const createSchema = createRequestSchema(dependencies.slugs);
  const routes = new Hono<ApiContext>();

  routes.post("/", async (context) => {
    const { managementKey } = context.get("caller");
    const body = await readBody(context, createSchema);
    const result = await createCredential(
      {
        caller: context.get("caller"),
        key: new Secret(body.key),
        provider: body.provider,
        workspace_id: workspaceOf(body.workspace_id, managementKey),
        settings: settingsOf(body),
        idempotencyKey: idempotencyKeyOf(context.req.header("idempotency-key")),
        requestId: context.get("requestId"),
        waitMs: waitOf(context.req.header("prefer"), dependencies.waitBudgetMs),
      },
      dependencies,
    );
    const { id, credential, warnings } = result;
    context.header("location", `/byok/${id}`);
    return credential === null
      ? context.json({ id, status: "accepted", warnings }, 202)
      : context.json({ data: toWire(credential), warnings }, 201);
  });

  routes.get("/:id", async (context) => {
    const credential = await getCredential(context.req.param("id"), context.get("caller"), dependencies);
    return context.json({ data: toWire(credential) });
  });

  return routes;
}

/** The workspace that a request means. A management key without a default must be told. */
function workspaceOf(requested: string | undefined, key: ManagementKey): string {
  const workspaceId = requested ?? key.default_workspace_id;
  if (workspaceId === null) {
    throw new KeyferryError("invalid_request", "Invalid request parameters", {
      fields: [{ path: "workspace_id", reason: "is required: this management key has no default workspace" }],
    });
  }
  if (!mayManage(key, workspaceId)) {
    throw new KeyferryError("forbidden", "This management key may not manage that workspace");
  }
  return workspaceId;
}
