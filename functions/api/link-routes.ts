import { Hono } from "hono/tiny";
import { settingsOf } from "../../shared/credentials/credential-request.ts";
import { KeyferryError } from "../../shared/kernel/errors.ts";
import { reveal } from "../../shared/kernel/secret.ts";
import { refuseMethod } from "../../shared/lambda/answer-error.ts";
import { type CreateLinkRequest, createLink } from "../../shared/links/create-link.ts";
import { getLink } from "../../shared/links/get-link.ts";
import { linkRequestSchema } from "../../shared/links/link-request.ts";
import { listLinks } from "../../shared/links/list-links.ts";
import { revokeLink } from "../../shared/links/revoke-link.ts";
import type { ApiDependencies } from "./app.ts";
import type { ApiContext } from "./context.ts";
import { doorRequests } from "./door-request.ts";
import { notKeptWarning } from "./ignored-fields.ts";
import { linksQuerySchema, readQuery } from "./read-query.ts";
import { readBody, requestedWorkspace, workspaceToCreateIn } from "./read-request.ts";
import { linkToWire } from "./wire.ts";

/** The routes for intake links. The page at which a link is redeemed is another function's. */
export function linkRoutes(dependencies: ApiDependencies): Hono<ApiContext> {
  const { slugs, ignored, now } = dependencies;
  const createSchema = linkRequestSchema(slugs);
  const doorRequest = doorRequests(dependencies);
  const routes = new Hono<ApiContext>();

  routes.post("/", async (context) => {
    const { body, dropped } = await readBody(context, createSchema, ignored);
    const { purpose: _, provider, credential_id, workspace_id, expires_in, ...rest } = body;
    const { workspace_label = null, return_url = null, allowed_origins = [], ...settings } = rest;
    const target: CreateLinkRequest["target"] =
      credential_id !== undefined
        ? { credential_id }
        : {
            // The schema asks for one where there is no credential.
            provider: provider ?? "",
            workspace_id: workspaceToCreateIn(workspace_id, context.get("caller")),
            settings: settingsOf(settings),
          };
    const terms = { expires_in, workspace_label, return_url, allowed_origins };
    const request = { ...doorRequest(context), ...terms, target };
    const { id, link, url } = await createLink(request, dependencies);
    // The URL has the token in it: no cache may keep the answer.
    const headers = { location: `/byok/links/${id}`, "cache-control": "no-store" };
    if (link !== null) {
      const data = { ...linkToWire(link, now()), url: reveal(url) };
      return context.json({ data, warnings: dropped.map(notKeptWarning) }, 201, headers);
    }
    if (request.acceptsPending) return context.json({ id, status: "accepted" }, 202, headers);
    throw new KeyferryError("postponed", "The link is queued, and not made yet; repeat the request");
  });

  routes.get("/", async (context) => {
    const { limit, cursor, workspace_id } = readQuery(context, linksQuerySchema);
    const workspace = requestedWorkspace(workspace_id, context.get("caller"));
    const request = { workspace_id: workspace, limit, cursor };
    const { links, next_cursor } = await listLinks(request, context.get("caller"), dependencies);
    return context.json({ data: links.map((link) => linkToWire(link, now())), next_cursor });
  });

  routes.get("/:id", async (context) => {
    const link = await getLink(context.req.param("id"), context.get("caller"), dependencies);
    return context.json({ data: linkToWire(link, now()) });
  });

  routes.delete("/:id", async (context) => {
    const id = context.req.param("id");
    const link = await revokeLink({ ...doorRequest(context), id }, dependencies);
    if (link === null) return context.json({ id, status: "accepted" }, 202);
    return context.json({ data: linkToWire(link, now()) });
  });

  routes.all("/", refuseMethod("GET, POST"));
  routes.all("/:id", refuseMethod("GET, DELETE"));
  return routes;
}
