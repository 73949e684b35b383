import type { Context, Hono } from "hono";
import * as z from "zod/mini";
import { notFound } from "../../shared/kernel/errors.ts";
import { failureFields } from "../../shared/kernel/failure-fields.ts";
import { checkDocument, limitSize, parseDocument } from "../../shared/kernel/read-document.ts";
import { Secret } from "../../shared/kernel/secret.ts";
import { answerError, refuseMethod } from "../../shared/lambda/answer-error.ts";
import { createDoorApp, type DoorContext } from "../../shared/lambda/door-app.ts";
import { JSON_TYPE, readText } from "../../shared/lambda/read-text.ts";
import { receivedAt } from "../../shared/lambda/received-at.ts";
import { embeddersOf, openLink } from "../../shared/links/open-link.ts";
import { type RedeemLinkDependencies, type Redemption, redeemLink } from "../../shared/links/redeem-link.ts";
import { publicKeyJwk } from "../../shared/sealing/public-key-jwk.ts";
import type { Page } from "./read-page.ts";
import { DATA, EVERYWHERE, pageHeaders } from "./security-headers.ts";

export interface WebDependencies extends RedeemLinkDependencies {
  readonly page: Page;
  readonly waitBudgetMs: number;
}

const openSchema = z.strictObject({ token: z.string() });
const redeemSchema = z.strictObject({ token: z.string(), sealed_key: z.string() });

/**
 * Creates the app of the door `web`, where the people who own keys redeem intake links: the page, its assets, and the two requests
 * of the page. Whoever has a link's token may make them; a management key counts for nothing here.
 */
export function createWebApp(dependencies: WebDependencies): Hono<DoorContext> {
  const { page, intakeKey, waitBudgetMs, now, log } = dependencies;
  const app = createDoorApp<DoorContext>(log);
  const answer = (context: Context<DoorContext>, data: object, status: 200 | 201) =>
    context.json({ data }, status, DATA);

  app.get("/in/assets/:name", (context) => {
    const asset = page.assets.get(context.req.param("name"));
    if (asset === undefined) throw notFound();
    const headers = {
      ...EVERYWHERE,
      "content-type": asset.type,
      "cache-control": "public, max-age=31536000, immutable",
      vary: "accept-encoding",
    };
    return /\bgzip\b/.test(context.req.header("accept-encoding") ?? "")
      ? context.body(asset.compressed, 200, { ...headers, "content-encoding": "gzip" })
      : context.body(asset.content, 200, headers);
  });
  app.all("/in/assets/:name", refuseMethod("GET"));

  app.get("/in/:id", async (context) => {
    // The page's own addresses are relative to this one.
    if (new URL(context.req.url).pathname.endsWith("/")) throw notFound();
    return context.body(page.html, 200, pageHeaders(await embedders(context)));
  });

  app.post("/in/:id/open", async (context) => {
    const { token } = await readBody(context, openSchema);
    const request = { id: context.req.param("id"), token: new Secret(token) };
    const link = await openLink(request, dependencies);
    return answer(context, { ...link, jwk: publicKeyJwk(await intakeKey.publicKey()) }, 200);
  });

  app.post("/in/:id", async (context) => {
    const { token, sealed_key } = await readBody(context, redeemSchema);
    const redemption = await redeemLink(
      {
        id: context.req.param("id"),
        token: new Secret(token),
        sealed_key,
        requestId: context.get("requestId"),
        waitUntil: receivedAt(context.env?.receivedAt, now()) + waitBudgetMs,
      },
      dependencies,
    );
    if (redemption.kind === "redeemed") {
      const { kind: _, ...data } = redemption;
      return answer(context, data, 201);
    }
    return context.json(refusal(redemption, context.get("requestId")), 422, DATA);
  });

  app.all("/in/:id/open", refuseMethod("POST"));
  app.all("/in/:id", refuseMethod("GET, POST"));
  app.notFound((context) => failed(context, notFound()));
  app.onError((error, context) => failed(context, error));
  return app;

  function failed(context: Context, error: unknown): Response {
    for (const [name, value] of Object.entries(DATA)) context.header(name, value);
    return answerError(context, error, log);
  }

  /** A page whose link cannot be read shows in no frame; it says itself what is wrong. */
  async function embedders({ req, get }: Context<DoorContext>): Promise<readonly string[]> {
    try {
      return await embeddersOf(req.param("id") ?? "", dependencies);
    } catch (error) {
      log.warn("link_not_readable", { request_id: get("requestId"), ...failureFields(error) });
      return [];
    }
  }
}

async function readBody<Schema extends z.ZodMiniType>(
  context: Context<DoorContext>,
  schema: Schema,
): Promise<z.output<Schema>> {
  return checkDocument(parseDocument(await readText(context, JSON_TYPE, "json", limitSize)), schema);
}

/** The worker's rejection of a key. Its words are ours, and hold no part of the key. */
const refusal = ({ rejection }: Redemption & { readonly kind: "refused" }, requestId: string) => ({
  error: {
    code: 422,
    message: rejection.message,
    metadata: { request_id: requestId, reason: rejection.code },
  },
});
