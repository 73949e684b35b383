import { createHash, randomBytes, randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OMITTED_ON_EMULATOR } from "../../infra/emulator-omissions.ts";
import { cdk, PROJECT } from "../../infra/local/deploy.ts";
import { type LocalAws, startLocalAws } from "../../infra/local/local-aws.ts";
import { preparePython } from "../../infra/local/python-environment.ts";
import { reconcile } from "../../infra/local/reconcile.ts";
import { type Tarballs, versionsOf } from "./apps.ts";
import type { Figures } from "./figures.ts";
import { openReceiver } from "./receiver.ts";
import { succeed, type Workshop } from "./workshop.ts";

const STACK = "outcomes";

interface Deployed {
  readonly aws: LocalAws;
  /** The folder of the app, with the package in its `node_modules`. */
  readonly app: string;
  readonly apiUrl: string;
  readonly output: (name: string) => string;
  readonly managementKey: string;
  readonly workspaceId: string;
}

/** An app with nothing but the package and its two peers, on the local stack; and the programs that work with it. */
export async function inspectOwnApp(workshop: Workshop, tarballs: Tarballs, figures: Figures): Promise<void> {
  const app = await workshop.install("own", [
    tarballs.keyferry,
    ...(await versionsOf("aws-cdk-lib", "constructs")),
  ]);
  const receiver = await openReceiver();
  const directory = join(workshop.directory, "local");
  const pythonDirectory = join(PROJECT, ".local", "python");
  const aws = await startLocalAws({ directory, pythonDirectory, fresh: true });
  try {
    const deployed = await deploy(workshop, { app, aws, directory, outcomesUrl: receiver.url });
    await inspectPost(deployed, figures);
    const outcome = await receiver.first();
    figures.equal("rule-outcomes posts the outcome of the change", outcome.type, "credential.created");
    await inspectProducers(workshop, deployed, figures);
    await inspectOpener(workshop, deployed, tarballs, figures);
  } finally {
    receiver.close();
    await aws.stop();
  }
}

async function deploy(
  workshop: Workshop,
  context: {
    readonly app: string;
    readonly aws: LocalAws;
    readonly directory: string;
    readonly outcomesUrl: string;
  },
): Promise<Deployed> {
  const { app, aws, directory, outcomesUrl } = context;
  const cwd = await workshop.copyExample("rule-outcomes", app);
  const running = { cwd, aws, directory };
  const [assembly, outputsFile] = [join(cwd, "cdk.out"), join(directory, "outputs.json")];
  await cdk(["synth", "--quiet", "--context", `outcomes-url=${outcomesUrl}`], running);
  const template = await withoutOmissions(join(assembly, `${STACK}.template.json`));
  await cdk(["bootstrap", "aws://000000000000/us-east-1"], { ...running, cwd: directory });
  const flags = ["--require-approval", "never", "--method", "direct", "--outputs-file", outputsFile];
  await cdk(["deploy", STACK, "--app", assembly, ...flags], { ...running, cwd: directory });
  await reconcile(aws.endpoint, STACK, template);

  const { [STACK]: outputs } = JSON.parse(await readFile(outputsFile, "utf8"));
  const workspaceId = randomUUID();
  const words = [
    "--stack",
    STACK,
    "keys",
    "create",
    "--name",
    "first",
    "--all",
    "--default",
    workspaceId,
    "--json",
  ];
  const answer = await succeed("npx", ["keyferry", ...words], { cwd: app, environment: aws.environment });
  return {
    aws,
    app,
    apiUrl: `${aws.endpoint}/_aws/execute-api/${outputs.ApiId}`,
    output: (name) => outputs[name],
    managementKey: JSON.parse(answer).management_key,
    workspaceId,
  };
}

/** Takes out what the emulator cannot create, as `npm start` does, from a template that is synthesized already. */
async function withoutOmissions(file: string) {
  const template = JSON.parse(await readFile(file, "utf8"));
  for (const [id, { Type }] of Object.entries<{ Type: string }>(template.Resources)) {
    if (OMITTED_ON_EMULATOR.some(({ type, having }) => type === Type && having === undefined)) {
      delete template.Resources[id];
    }
  }
  await writeFile(file, JSON.stringify(template));
  return template;
}

/** What these steps read of the API's answers. */
interface Answer {
  readonly data: { readonly id: string; readonly created: number; readonly finished_at: string | null };
}

const newKey = () => `sk-proj-${randomBytes(24).toString("hex")}`;

async function call({ apiUrl, managementKey }: Deployed, method: string, path: string, body?: object) {
  const headers = { Authorization: `Bearer ${managementKey}`, "Content-Type": "application/json" };
  const response = await fetch(`${apiUrl}${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer };
}

async function inspectPost(deployed: Deployed, figures: Figures): Promise<void> {
  const { status } = await call(deployed, "POST", "/byok", { provider: "openai", key: newKey() });
  figures.equal(
    "an app with the package and its peers, on the local stack, answers POST /byok with",
    status,
    201,
  );
}

async function inspectProducers(workshop: Workshop, deployed: Deployed, figures: Figures): Promise<void> {
  const python = await preparePython({
    directory: join(PROJECT, ".local", "producer-python"),
    requirements: join(PROJECT, "examples/producer-python/requirements.txt"),
  });
  for (const [name, command, program] of [
    ["producer-node", process.execPath, "producer.js"],
    ["producer-python", python, "producer.py"],
  ] as const) {
    const cwd = await workshop.copyExample(name, deployed.app);
    const environment = {
      ...deployed.aws.environment,
      AWS_DEFAULT_REGION: "us-east-1",
      KEYFERRY_URL: deployed.apiUrl,
      IMPORT_QUEUE_URL: deployed.output("ImportQueueUrl"),
      WORKSPACE_ID: deployed.workspaceId,
      PROVIDER_KEY: newKey(),
    };
    const importId = await succeed(command, [program], { cwd, environment });
    figures.equal(`${name}: rows created`, await createdBy(importId, deployed), 1);
  }
}

/** Waits for the end of an import. @throws Error if it does not end. */
async function createdBy(importId: string, deployed: Deployed): Promise<number> {
  const deadline = AbortSignal.timeout(30_000);
  for (;;) {
    const { status, body } = await call(deployed, "GET", `/byok/imports/${importId}`);
    if (status === 200 && body.data.finished_at !== null) return body.data.created;
    if (deadline.aborted) throw new Error("the import does not end");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function inspectOpener(
  workshop: Workshop,
  deployed: Deployed,
  { resolver }: Tarballs,
  figures: Figures,
): Promise<void> {
  const key = newKey();
  const created = await call(deployed, "POST", "/byok", { provider: "openai", key });
  const router = await workshop.install("opening-router", [resolver]);
  const cwd = await workshop.copyExample("opener", router);
  const environment = {
    ...deployed.aws.environment,
    TABLE_NAME: deployed.output("TableName"),
    VAULT_KEY_ID: deployed.output("VaultKeyId"),
    CREDENTIAL_ID: created.body.data.id,
  };
  const digest = createHash("sha256").update(key).digest("hex");
  const printed = await succeed(process.execPath, ["opener.js"], { cwd, environment });
  figures.equal(
    "opener: the key that it opened is the one that was sent",
    printed === `[secret] ${digest}`,
    true,
  );
}
