/*
 * A router on the AI SDK that serves each tenant with its own keys, in its own process: it resolves a request, and tries what
 * comes back in its order. POST / with the tenant's API key of this router and a text.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { text as bodyOf } from "node:stream/consumers";
import { createOpenAI } from "@ai-sdk/openai";
import { createResolver, reveal } from "@keyferry/resolver";
import { APICallError, generateText } from "ai";

const { TABLE_NAME, VAULT_KEY_ID, USE_QUEUE_URL, TENANTS_FILE, OPENAI_API_BASE, PLATFORM_OPENAI_KEY, PORT } =
  process.env;

const resolver = createResolver({
  table: TABLE_NAME,
  vaultKey: VAULT_KEY_ID,
  uses: USE_QUEUE_URL,
  onNotice: (notice) => console.error(JSON.stringify(notice)),
});

/** `{"<SHA-256 of a tenant's API key>": "<workspace id>"}`. A platform has this in its own database. */
const workspaceOf = (hash) => JSON.parse(readFileSync(TENANTS_FILE, "utf8"))[hash];

/** What another key may serve better: the provider's answer to this one, or a record that was altered and never opens. */
const isOfKey = (error) =>
  error.kind === "conflict" ||
  (APICallError.isInstance(error) && [401, 402, 403, 429].includes(error.statusCode));

async function answer(apiKeyHash, workspace, prompt) {
  const { attempts } = await resolver.resolve({
    workspace,
    providers: ["openai"],
    model: "gpt-4o",
    apiKeyHash,
  });
  let refusal = new Error("no key serves this request");
  for (const attempt of attempts) {
    // The SDK calls it before each request: the key is decrypted then, and kept nowhere.
    const apiKey = async () =>
      attempt.kind === "shared" ? PLATFORM_OPENAI_KEY : reveal(await attempt.open());
    const model = createOpenAI({ apiKey, baseURL: OPENAI_API_BASE }).chat("gpt-4o");
    try {
      const { text } = await generateText({ model, prompt, maxRetries: 0 });
      if (attempt.kind === "credential") resolver.report(attempt, { status: 200 });
      return text;
    } catch (error) {
      if (!isOfKey(error)) throw error;
      const wasSent = error.statusCode !== undefined;
      if (attempt.kind === "credential" && wasSent) resolver.report(attempt, { status: error.statusCode });
      refusal = error;
    }
  }
  throw refusal;
}

const server = createServer(async (request, response) => {
  const hash = createHash("sha256").update(String(request.headers["x-api-key"])).digest("hex");
  const workspace = workspaceOf(hash);
  if (workspace === undefined) return response.writeHead(401).end();
  try {
    response.end(await answer(hash, workspace, await bodyOf(request)));
  } catch (error) {
    // `unavailable` is worth a repetition, and never the platform's own key.
    response.writeHead(error.statusCode ?? (error.kind === "unavailable" ? 503 : 500)).end();
  }
});
server.listen(Number(PORT), "127.0.0.1", () => console.log(server.address().port));
process.once("SIGTERM", () => server.close(() => resolver.stop()));
