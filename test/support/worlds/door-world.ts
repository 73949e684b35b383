import { type ApiDependencies, createApp } from "../../../functions/api/app.ts";
import { ignoredFields } from "../../../functions/api/ignored-fields.ts";
import { hashToken } from "../../../shared/access/hash-token.ts";
import type { KeyUse } from "../../../shared/access/key-use.ts";
import type { ManagementKey } from "../../../shared/access/management-key.ts";
import { loadShedding } from "../../../shared/credentials/requests/load-shedding.ts";
import { pollingInterval } from "../../../shared/credentials/requests/polling-interval.ts";
import { providerSlugs } from "../../../shared/providers/slug.ts";
import { sealer } from "../../../shared/sealing/seal-session.ts";
import { managementKey, rawKey } from "../data/fixtures.ts";
import { intakePublicKey } from "../fakes/local-kms.ts";
import { manualClock } from "../fakes/manual-clock.ts";
import { memoryImportQueue } from "../fakes/memory-import-queue.ts";
import { memoryQueue } from "../fakes/memory-queue.ts";
import { memoryTable } from "../fakes/memory-table.ts";
import { recordingLogger } from "../fakes/recording-logger.ts";
import { workerWorld } from "./worker-world.ts";

export const TOKEN = "kf_mgmt_tests-only-token";

/** The body of a valid POST /byok. */
export const createBody = (overrides: object = {}) => ({ key: rawKey(), provider: "openai", ...overrides });

interface Options {
  /** Whether a worker handles the queue. */
  readonly worker?: boolean;
  readonly keys?: Readonly<Record<string, ManagementKey>>;
}

/** The HTTP API with a queue and a table in memory. A worker carries out each command as it is sent. */
export function doorWorld({ worker = true, keys = { [TOKEN]: managementKey() } }: Options = {}) {
  const clock = manualClock();
  const table = memoryTable();
  const { provision, provisionImports, redeliver, report, seal, storedKey, typesOf, uses } = workerWorld(
    table,
    clock,
  );
  const log = recordingLogger();
  const queue = memoryQueue(async (message) => {
    if (worker) await provision(message);
  });
  const intakeKey = { publicKey: async () => intakePublicKey };
  const byHash = new Map(Object.entries(keys).map(([token, key]) => [hashToken(token), key]));
  const keyUses: KeyUse[] = [];
  const dependencies: ApiDependencies = {
    reader: table.reader,
    queue,
    uses: uses.reader,
    imports: table.imports,
    importQueue: memoryImportQueue(async (messages) => {
      if (worker) await provisionImports(...messages);
    }),
    links: table.links.reader,
    linkQueue: queue,
    publicUrl: "https://api.example.com/",
    returnUrls: new Set(["https://app.example.com/done"]),
    seal: sealer(intakeKey, clock.now),
    managementKeys: { find: async (hash) => byHash.get(hash) ?? null },
    keyUses: { report: async (use) => void keyUses.push(use) },
    intakeKey,
    slugs: providerSlugs(["acme"]),
    ignored: ignoredFields(["shared_with"]),
    waitBudgetMs: 4_000,
    openapiDocument: async () => '{"openapi":"3.1.0"}',
    now: clock.now,
    sleep: clock.sleep,
    polling: pollingInterval(),
    load: loadShedding(),
    log,
  };
  /** Another process of the same door may differ in its dependencies. */
  const request = async (
    method: string,
    path: string,
    init: RequestInit = {},
    changes: Partial<ApiDependencies> = {},
  ) => {
    const headers = { authorization: `Bearer ${TOKEN}`, ...(init.headers as Record<string, string>) };
    const response = await createApp({ ...dependencies, ...changes }).request(path, {
      ...init,
      method,
      headers,
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: readJson(text) };
  };
  const send = (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string> = {},
    changes: Partial<ApiDependencies> = {},
  ) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const init = { body: text, headers: { "content-type": "application/json", ...headers } };
    return request(method, path, init, changes);
  };

  return {
    clock,
    table,
    queue,
    keyUses,
    log,
    dependencies,
    request,
    get: (path: string, headers: Record<string, string> = {}) => request("GET", path, { headers }),
    post: (body: unknown, headers: Record<string, string> = {}, changes: Partial<ApiDependencies> = {}) =>
      send("POST", "/byok", body, headers, changes),
    send,
    provision,
    redeliver,
    sealForImport: seal,
    storedKey,
    typesOf,
    report,
  };
}

// biome-ignore lint/suspicious/noExplicitAny: a body is whatever the API answered
function readJson(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export type DoorWorld = ReturnType<typeof doorWorld>;
