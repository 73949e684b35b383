import { Hono } from "hono/tiny";
import { getImport, listImportResults } from "../../shared/imports/get-import.ts";
import { listImports } from "../../shared/imports/list-imports.ts";
import { sendImport } from "../../shared/imports/send-import.ts";
import { refuseMethod } from "../../shared/lambda/answer-error.ts";
import type { ApiDependencies } from "./app.ts";
import type { ApiContext } from "./context.ts";
import { importResultsQuerySchema, importsQuerySchema, readQuery } from "./read-query.ts";
import { requestedWorkspace } from "./read-request.ts";
import { readRows } from "./read-rows.ts";

/**
 * The routes for bulk imports: they take rows from callers without access to the import queue, and show the
 * results of every import, whether its rows arrived here or on the queue.
 */
export function importRoutes(dependencies: ApiDependencies): Hono<ApiContext> {
  const routes = new Hono<ApiContext>();

  routes.post("/", async (context) => {
    const messages = await readRows(context, dependencies.slugs);
    await sendImport(messages, context.get("caller"), dependencies);
    const ids = [...new Set(messages.map(({ import_id }) => import_id))];
    return context.json({ accepted: messages.length, import_ids: ids }, 202);
  });

  routes.get("/", async (context) => {
    const { limit, cursor, workspace_id } = readQuery(context, importsQuerySchema);
    const workspace = requestedWorkspace(workspace_id, context.get("caller"));
    const request = { workspace_id: workspace, limit, cursor };
    const { imports, next_cursor } = await listImports(request, context.get("caller"), dependencies);
    return context.json({ data: imports, next_cursor });
  });

  routes.get("/:id", async (context) => {
    const summary = await getImport(context.req.param("id"), context.get("caller"), dependencies);
    return context.json({ data: summary });
  });

  routes.get("/:id/results", async (context) => {
    const { cursor } = readQuery(context, importResultsQuerySchema);
    const request = { id: context.req.param("id"), cursor };
    const { results, next_cursor } = await listImportResults(request, context.get("caller"), dependencies);
    return context.json({ data: results, next_cursor });
  });

  routes.all("/", refuseMethod("GET, POST"));
  routes.all("/:id", refuseMethod("GET"));
  routes.all("/:id/results", refuseMethod("GET"));
  return routes;
}
