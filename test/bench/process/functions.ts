import { join } from "node:path";
import { STUB_INTAKE_KEY, STUB_VAULT_KEY } from "../stub/kms.ts";
import type { Stub } from "../stub/start-stub.ts";
import { SOURCES_PATH } from "./delivery.ts";
import { COMMAND_QUEUE_ARN, IMPORT_QUEUE_ARN, USE_QUEUE_ARN } from "./events.ts";

const naive = (name: string): string => join(import.meta.dirname, "../naive", `${name}.ts`);

/** The handlers for comparison, by the names of ours. */
export const NAIVE: Readonly<Record<"api" | "worker" | "relay" | "bare", string>> = {
  api: naive("api"),
  worker: naive("worker"),
  relay: naive("relay"),
  bare: naive("bare"),
};

/** The same with keyferry's promises, each kept by the book. */
export const CAREFUL: Readonly<Record<"api" | "worker" | "relay", string>> = {
  api: naive("careful/api"),
  worker: naive("careful/worker"),
  relay: naive("careful/relay"),
};

/** The environment of any handler here, ours or naive, with the stub instead of AWS. */
export const functionEnvironment = (stub: Stub): NodeJS.ProcessEnv => ({
  ...stub.environment,
  PATH: process.env.PATH,
  AWS_LAMBDA_FUNCTION_NAME: "bench",
  TABLE_NAME: "keyferry",
  COMMAND_QUEUE_URL: `${stub.endpoint}/000000000000/commands.fifo`,
  INTAKE_KEY_ID: STUB_INTAKE_KEY,
  IMPORT_QUEUE_URL: `${stub.endpoint}/000000000000/imports`,
  IMPORT_QUEUE_ARN,
  USE_QUEUE_URL: `${stub.endpoint}/000000000000/uses`,
  USE_QUEUE_ARN,
  COMMAND_QUEUE_ARN,
  VAULT_KEY_ID: STUB_VAULT_KEY,
  EVENT_BUS_NAME: "audit",
  SOURCES_PATH,
  SOURCES_TTL_MS: "60000",
  WAIT_BUDGET_MS: "4000",
  KEEP_DATA_KEYS_SECONDS: "0",
  KEEP_DATA_KEYS_USES: "100",
  EXTRA_PROVIDERS: "",
  IGNORED_FIELDS: "",
  LINK_RETURN_URLS: "",
  PUBLIC_URL: "https://api.example.com/",
});
