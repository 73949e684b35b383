import type { Context } from "hono";
import { Hono } from "hono/tiny";
import {
  createRequestSchema,
  settingsOf,
  updateRequestSchema,
} from "../../shared/credentials/credential-request.ts";
import { createCredential } from "../../shared/credentials/requests/create-credential.ts";
import { deleteCredential } from "../../shared/credentials/requests/delete-credential.ts";
import { getCredential } from "../../shared/credentials/requests/get-credential.ts";
import { listCredentials } from "../../shared/credentials/requests/list-credentials.ts";
import { listEvents } from "../../shared/credentials/requests/list-events.ts";
import type { DoorRequest, DoorResult } from "../../shared/credentials/requests/request.ts";
import { updateCredential } from "../../shared/credentials/requests/update-credential.ts";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { Secret } from "../../shared/kernel/secret.ts";
import { refuseMethod } from "../../shared/lambda/answer-error.ts";
import type { ApiDependencies } from "./app.ts";
import type { ApiContext } from "./context.ts";
import { doorRequests } from "./door-request.ts";
import { notKeptWarning } from "./ignored-fields.ts";
import { limitPage } from "./limit-page.ts";
import { eventsQuerySchema, listQuerySchema, readQuery } from "./read-query.ts";
import { readBody, requestedWorkspace, workspaceToCreateIn } from "./read-request.ts";
import { eventToWire, toUsedWire, toWire } from "./wire.ts";

/** The routes for credentials. Each translates a request, calls one use case and translates its result. */
export function credentialRoutes(dependencies: ApiDependencies): Hono<ApiContext> {
  const { slugs, ignored } = dependencies;
  const createSchema = createRequestSchema(slugs);
  const listSchema = listQuerySchema(slugs);
  const doorRequest = doorRequests(dependencies);
  const routes = new Hono<ApiContext>();

  routes.get("/", async (context) => {
    const { offset, limit, provider, workspace_id } = readQuery(context, listSchema);
    const workspace = requestedWorkspace(workspace_id, context.get("caller"));
    const request = { workspace_id: workspace, provider, offset, limit };
    const { credentials, total } = await listCredentials(request, context.get("caller"), dependencies);
    const uses = await dependencies.uses.findUses(credentials.map(({ id }) => id));
    const data = credentials.map((credential) => toUsedWire(credential, uses.get(credential.id)));
    return context.json(limitPage({ data, total_count: total }));
  });

  routes.post("/", async (context) => {
    const { body, dropped } = await readBody(context, createSchema, ignored);
    const { key, provider, workspace_id, ...settings } = body;
    const request = {
      ...doorRequest(context),
      key: new Secret(key),
      provider,
      workspace_id: workspaceToCreateIn(workspace_id, context.get("caller")),
      settings: settingsOf(settings),
    };
    const result = await createCredential(request, dependencies);
    return answerChange(context, request, withDropped(result, dropped), 201, {
      location: `/byok/${result.id}`,
    });
  });

  routes.get("/:id", async (context) => {
    const credential = await getCredential(context.req.param("id"), context.get("caller"), dependencies);
    const uses = await dependencies.uses.findUses([credential.id]);
    return context.json({ data: toUsedWire(credential, uses.get(credential.id)) });
  });

  routes.patch("/:id", async (context) => {
    const { body, dropped } = await readBody(context, updateRequestSchema, ignored);
    const { key, ...changes } = body;
    const request = {
      ...doorRequest(context),
      id: context.req.param("id"),
      key: key === undefined ? undefined : new Secret(key),
      changes,
    };
    const result = await updateCredential(request, dependencies);
    return answerChange(context, request, withDropped(result, dropped), 200);
  });

  routes.delete("/:id", async (context) => {
    const id = context.req.param("id");
    const deleted = await deleteCredential({ ...doorRequest(context), id }, dependencies);
    return deleted ? context.json({ deleted: true }) : context.json({ id, status: "accepted" }, 202);
  });

  routes.get("/:id/events", async (context) => {
    const request = { id: context.req.param("id"), ...readQuery(context, eventsQuerySchema) };
    const { events, next_cursor } = await listEvents(request, context.get("caller"), dependencies);
    return context.json({ data: events.map(eventToWire), next_cursor });
  });

  routes.all("/", refuseMethod("GET, POST"));
  routes.all("/:id", refuseMethod("GET, PATCH, DELETE"));
  routes.all("/:id/events", refuseMethod("GET"));
  return routes;
}

/** What a use case did with a change, with all warnings about its request. */
interface ChangeResult extends Omit<DoorResult, "warnings"> {
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

const withDropped = (result: DoorResult, dropped: readonly string[]): ChangeResult => ({
  ...result,
  warnings: [...result.warnings, ...dropped.map(notKeptWarning)],
});

/**
 * Answers with the record after the change. While the outcome is pending, a caller that knows of that gets 202.
 * @throws KeyferryError `postponed` for any other caller: its repeated request finds the command, and waits again.
 */
function answerChange(
  context: Context<ApiContext>,
  { acceptsPending }: DoorRequest,
  { id, credential, warnings }: ChangeResult,
  status: 200 | 201,
  headers: Record<string, string> = {},
) {
  if (credential !== null) return context.json({ data: toWire(credential), warnings }, status, headers);
  if (acceptsPending) return context.json({ id, status: "accepted", warnings }, 202, headers);
  throw new KeyferryError("postponed", "The change is queued, and not carried out yet; repeat the request", {
    pendingId: id,
  });
}
