/*
 * A thin front for Portkey's gateway: it says who calls, resolves the request, and hands the gateway a configuration with the
 * tenant's keys in their order. The gateway must answer this process alone. Requests are as OpenAI's, with the tenant's API key of
 * this front.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { text as bodyOf } from "node:stream/consumers";
import { createResolver, reveal } from "@keyferry/resolver";

const { TABLE_NAME, VAULT_KEY_ID, USE_QUEUE_URL, TENANTS_FILE, OPENAI_API_BASE, PLATFORM_OPENAI_KEY } =
  process.env;
const { GATEWAY_URL, PORT } = process.env;

const resolver = createResolver({
  table: TABLE_NAME,
  vaultKey: VAULT_KEY_ID,
  uses: USE_QUEUE_URL,
  onNotice: (notice) => console.error(JSON.stringify(notice)),
});

/** `{"<SHA-256 of a tenant's API key>": "<workspace id>"}`. A platform has this in its own database. */
const workspaceOf = (hash) => JSON.parse(readFileSync(TENANTS_FILE, "utf8"))[hash];

/** What another key may serve better. */
const NEXT = [401, 402, 403, 429];

async function answer(apiKeyHash, workspace, body) {
  const { model } = JSON.parse(body);
  const { attempts } = await resolver.resolve({ workspace, providers: ["openai"], model, apiKeyHash });
  const tried = await withKeys(attempts.slice(0, 5));
  const targets = tried.map(({ api_key }) => ({ provider: "openai", custom_host: OPENAI_API_BASE, api_key }));
  if (targets.length === 0) return new Response(null, { status: 402 });
  const config = { strategy: { mode: "fallback", on_status_codes: NEXT }, targets };
  const answered = await fetch(`${GATEWAY_URL}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-portkey-config": JSON.stringify(config) },
    body,
  });
  report(tried, answered);
  return answered;
}

/** The attempts with their keys. A record that was altered never opens: another key may serve. */
async function withKeys(attempts) {
  const tried = [];
  for (const attempt of attempts) {
    try {
      const api_key = attempt.kind === "shared" ? PLATFORM_OPENAI_KEY : reveal(await attempt.open());
      tried.push({ attempt, api_key });
    } catch (error) {
      if (error.kind !== "conflict") throw error;
    }
  }
  return tried;
}

/** The gateway names the target that it used last. How those before it were refused, it does not say. */
function report(tried, answered) {
  const [, last] = /\[(\d+)\]/.exec(answered.headers.get("x-portkey-last-used-option-index")) ?? [];
  const attempt = tried[last]?.attempt;
  if (attempt?.kind === "credential") resolver.report(attempt, { status: answered.status });
}

const server = createServer(async (request, response) => {
  const key = /^Bearer (.+)$/.exec(request.headers.authorization)?.[1] ?? "";
  const hash = createHash("sha256").update(key).digest("hex");
  const workspace = workspaceOf(hash);
  if (workspace === undefined) return response.writeHead(401).end();
  try {
    const answered = await answer(hash, workspace, await bodyOf(request));
    response.writeHead(answered.status, { "content-type": "application/json" }).end(await answered.text());
  } catch (error) {
    // `unavailable` is worth a repetition, and never the platform's own key.
    response.writeHead(error.kind === "unavailable" ? 503 : 500).end();
  }
});
server.listen(Number(PORT), "127.0.0.1", () => console.log(server.address().port));
process.once("SIGTERM", () => server.close(() => resolver.stop()));
