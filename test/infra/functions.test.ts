import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { apiEnvironmentSchema } from "../../functions/api/env.ts";
import { archiverEnvironmentSchema } from "../../functions/archiver/env.ts";
import { auditorEnvironmentSchema } from "../../functions/auditor/env.ts";
import { relayEnvironmentSchema } from "../../functions/relay/env.ts";
import { webEnvironmentSchema } from "../../functions/web/env.ts";
import { webhookEnvironmentSchema } from "../../functions/webhook/env.ts";
import { workerEnvironmentSchema } from "../../functions/worker/env.ts";
import { type KeyferryOptions, stageOptions } from "../../infra/stages.ts";
import { readEnvironment } from "../../shared/lambda/environment.ts";
import { ofType, propertiesOf } from "../support/template/readable.ts";
import { STAGES, synthesize, synthesizeWith } from "./synthesize.ts";

const FUNCTIONS = [
  {
    name: "api",
    id: "Api/Function",
    schema: apiEnvironmentSchema,
    environment: {
      TABLE_NAME: "Credentials/Table",
      COMMAND_QUEUE_URL: "Commands/Queue",
      IMPORT_QUEUE_URL: "Imports/Queue",
      INTAKE_KEY_ID: "IntakeKey/Key",
      IGNORED_FIELDS: "",
      LINK_RETURN_URLS: "",
      PUBLIC_URL: `https://Api/Http.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/`,
      WAIT_BUDGET_MS: "4000",
      EXTRA_PROVIDERS: "",
    },
  },
  {
    name: "webhook",
    id: "Webhooks/Function",
    schema: webhookEnvironmentSchema,
    environment: {
      COMMAND_QUEUE_URL: "Commands/Queue",
      INTAKE_KEY_ID: "IntakeKey/Key",
      SOURCES_PATH: "the path of this deployment",
      SOURCES_TTL_MS: "60000",
      EXTRA_PROVIDERS: "",
    },
  },
  {
    name: "web",
    id: "Web/Function",
    schema: webEnvironmentSchema,
    environment: {
      TABLE_NAME: "Credentials/Table",
      COMMAND_QUEUE_URL: "Commands/Queue",
      INTAKE_KEY_ID: "IntakeKey/Key",
      WAIT_BUDGET_MS: "4000",
    },
  },
  {
    name: "worker",
    id: "Worker/Function",
    schema: workerEnvironmentSchema,
    environment: {
      TABLE_NAME: "Credentials/Table",
      INTAKE_KEY_ID: "IntakeKey/Key",
      VAULT_KEY_ID: "Vault/Key",
      COMMAND_QUEUE_ARN: "Commands/Queue.Arn",
      COMMAND_QUEUE_URL: "Commands/Queue",
      IMPORT_QUEUE_ARN: "Imports/Queue.Arn",
      IMPORT_QUEUE_URL: "Imports/Queue",
      USE_QUEUE_ARN: "Uses/Queue.Arn",
      USE_QUEUE_URL: "Uses/Queue",
      KEEP_DATA_KEYS_SECONDS: "0",
      KEEP_DATA_KEYS_USES: "100",
      EXTRA_PROVIDERS: "",
    },
  },
  {
    name: "relay",
    id: "Relay/Function",
    schema: relayEnvironmentSchema,
    environment: { TABLE_NAME: "Credentials/Table", EVENT_BUS_NAME: "Audit/Bus" },
  },
  {
    name: "archiver",
    id: "Archive/Archiver",
    schema: archiverEnvironmentSchema,
    environment: { ARCHIVE_BUCKET: "Archive/Bucket/Bucket" },
  },
  {
    name: "auditor",
    id: "Archive/Auditor",
    schema: auditorEnvironmentSchema,
    environment: {
      ARCHIVE_BUCKET: "Archive/Bucket/Bucket",
      AUDIT_KEY_ID: "Archive/Key/Key",
      DEPLOYMENT: "the stack's name",
    },
  },
] as const;

it("each folder under functions/ is one Lambda", () => {
  const folders = readdirSync(new URL("../../functions", import.meta.url)).sort();
  expect(folders).toEqual(FUNCTIONS.map(({ name }) => name).sort());
});

describe.each(STAGES)("the functions of %s", (stage) => {
  const stack = synthesize(stage);

  it("the functions of the stack are these", () => {
    expect([...ofType(stack, "AWS::Lambda::Function").keys()].sort()).toEqual(
      FUNCTIONS.map(({ id }) => `${id}/Lambda`).sort(),
    );
  });

  describe.each(FUNCTIONS)("$name", ({ id, schema, environment }) => {
    const lambda = propertiesOf(stack, `${id}/Lambda`);

    it("a function runs on Node 24 and ARM, under its own role, into its own log", () => {
      expect(lambda).toMatchObject({
        Runtime: "nodejs24.x",
        Architectures: ["arm64"],
        Handler: "index.handler",
        Role: `${id}/Role.Arn`,
        LoggingConfig: { LogGroup: `${id}/Logs` },
      });
    });

    it("a function hands payloads and memory to nobody: no layer, no tracing, no file system, no destination", () => {
      const besides = ["Layers", "TracingConfig", "FileSystemConfigs", "DeadLetterConfig", "SnapStart"];
      expect(Object.keys(lambda).filter((name) => besides.includes(name))).toEqual([]);
      for (const { Properties } of ofType(stack, "AWS::Lambda::EventInvokeConfig").values()) {
        expect(Properties).not.toHaveProperty("DestinationConfig");
      }
    });

    it("a function is given its environment and nothing else, and starts with it", () => {
      const ofStage = {
        DEPLOYMENT: `keyferry-${stage}`,
        SOURCES_PATH: `/keyferry/keyferry-${stage}/webhooks`,
        SOURCES_TTL_MS: String(stageOptions(stage).webhookSourcesTtlSeconds * 1000),
      };
      const expected = Object.entries(ofStage).filter(([name]) => name in environment);
      expect(lambda.Environment).toEqual({
        Variables: { ...environment, ...Object.fromEntries(expected) },
      });
      expect(Object.keys(environment).sort()).toEqual(Object.keys(schema.shape).sort());
      expect(() => readEnvironment<typeof schema>(schema, environment)).not.toThrow();
    });
  });

  it("the functions log for as long as the stage says, and so does the API", () => {
    const groups = [...ofType(stack, "AWS::Logs::LogGroup")];
    expect(groups.map(([name]) => name).sort()).toEqual(
      [...FUNCTIONS.map(({ id }) => `${id}/Logs`), "Api/AccessLog"].sort(),
    );
    for (const [name, { Properties }] of groups) {
      expect(Properties).toEqual({
        RetentionInDays: stageOptions(stage).logRetentionDays,
        ...(name === "Api/AccessLog" && { LogGroupName: `/aws/vendedlogs/apigateway/keyferry-${stage}` }),
      });
    }
  });
});

it("the API is told the wait budget and the providers of its deployment", () => {
  const options = { ...stageOptions("dev"), waitBudgetMs: 1_500, extraProviders: ["acme", "acme/eu"] };
  const { Variables } = propertiesOf(synthesizeWith(options), "Api/Function/Lambda").Environment as {
    readonly Variables: Readonly<Record<string, string>>;
  };
  expect(readEnvironment(apiEnvironmentSchema, Variables)).toMatchObject({
    WAIT_BUDGET_MS: 1_500,
    EXTRA_PROVIDERS: ["acme", "acme/eu"],
  });
});

it("a wait that would outlast its function is refused", () => {
  for (const waitBudgetMs of [25_001, -1, 0.5]) {
    expect(() => synthesizeWith({ ...stageOptions("prod"), waitBudgetMs })).toThrow("waitBudgetMs");
  }
});

it("an intake link begins with the address that a deployment is told, and returns only where it says", () => {
  const variablesOf = (options: Partial<KeyferryOptions>) =>
    (
      propertiesOf(synthesizeWith({ ...stageOptions("prod"), ...options }), "Api/Function/Lambda")
        .Environment as { readonly Variables: Readonly<Record<string, string>> }
    ).Variables;
  expect(variablesOf({ publicUrl: "https://keys.example.com/" })).toMatchObject({
    PUBLIC_URL: "https://keys.example.com/",
  });
  expect(variablesOf({ publicUrl: "http://127.0.0.1:4566/{apiId}/" })).toMatchObject({
    PUBLIC_URL: "http://127.0.0.1:4566/Api/Http/",
  });
  const linkReturnUrls = ["https://app.example.com/done", "https://app.example.com/?tab=keys"];
  const told = readEnvironment(apiEnvironmentSchema, variablesOf({ linkReturnUrls }));
  expect(told.LINK_RETURN_URLS).toEqual(linkReturnUrls);
  for (const publicUrl of [
    "https://keys.example.com",
    "keys.example.com/",
    "http://keys.example.com/",
    "https://keys.example.com/?a=/",
  ])
    expect(() => variablesOf({ publicUrl })).toThrow("publicUrl is an https URL");
  for (const url of [
    "http://app.example.com/",
    "https://a.example.com/,https://b.example.com/",
    "https://",
    "javascript:a",
  ])
    expect(() => variablesOf({ linkReturnUrls: [url] })).toThrow("linkReturnUrls are https URLs");
});

it("a worker keeps data keys within the bounds that docs/security.md accounts for, and no stage lets it", () => {
  const variablesOf = (options: Partial<KeyferryOptions>) =>
    (
      propertiesOf(synthesizeWith({ ...stageOptions("prod"), ...options }), "Worker/Function/Lambda")
        .Environment as { readonly Variables: Readonly<Record<string, string>> }
    ).Variables;
  for (const stage of STAGES) {
    expect(variablesOf(stageOptions(stage))).toMatchObject({ KEEP_DATA_KEYS_SECONDS: "0" });
  }
  const kept = readEnvironment(
    workerEnvironmentSchema,
    variablesOf({ keepDataKeysSeconds: 60, keepDataKeysUses: 50 }),
  );
  expect(kept).toMatchObject({ KEEP_DATA_KEYS_SECONDS: 60, KEEP_DATA_KEYS_USES: 50 });
  for (const beyond of [
    { keepDataKeysSeconds: 301 },
    { keepDataKeysSeconds: -1 },
    { keepDataKeysSeconds: 0.5 },
    { keepDataKeysUses: 0 },
    { keepDataKeysUses: 1_001 },
  ]) {
    expect(() => variablesOf(beyond)).toThrow(/whole number/);
  }
});
