import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { dynamodbStub } from "./dynamodb.ts";
import { eventbridgeStub } from "./eventbridge.ts";
import { importedRows } from "./imports.ts";
import { kmsStub } from "./kms.ts";
import type { FromStub, ToStub } from "./messages.ts";
import type { Operations, Wire } from "./operations.ts";
import { selfSigned } from "./self-signed.ts";
import { sqsStub } from "./sqs.ts";
import { ssmStub } from "./ssm.ts";
import { stepRecorder } from "./steps.ts";
import { usageMeter } from "./usage.ts";

/*
 * A separate process in the place of AWS. It answers at once, counts every call, and adds nothing to the CPU
 * time of its callers. start-stub.ts starts it and sends it messages.
 */

const tell = (message: FromStub): void => {
  process.send?.(message);
};

const meter = usageMeter();
const steps = stepRecorder();
const intakeKey = generateKeyPairSync("rsa", { modulusLength: Number(process.argv[2]) }).privateKey;
const imported = importedRows();
const dynamodb = dynamodbStub(meter, imported);

const deliveries = new Map<number, () => void>();
let tickets = 0;
let held = false;
let isImporting = false;
const deliver = async (bodies: readonly string[]): Promise<void> => {
  if (isImporting) for (const body of bodies) imported.take(body);
  if (!held) return;
  tickets += 1;
  const ticket = tickets;
  await new Promise<void>((resolve) => {
    deliveries.set(ticket, resolve);
    tell({ type: "delivery", ticket, bodies });
  });
};

/** Services by the prefix of `X-Amz-Target`, with the names that IAM gives them. */
const SERVICES: Readonly<Record<string, { readonly name: string; readonly operations: Operations }>> = {
  TrentService: {
    name: "kms",
    operations: kmsStub(meter, intakeKey.export({ format: "pem", type: "pkcs8" }).toString()),
  },
  DynamoDB_20120810: { name: "dynamodb", operations: dynamodb.operations },
  AmazonSQS: { name: "sqs", operations: sqsStub(deliver) },
  AWSEvents: { name: "events", operations: eventbridgeStub(meter) },
  AmazonSSM: { name: "ssm", operations: ssmStub },
};

async function answer(target: string, body: string): Promise<{ status: number; content: Wire }> {
  const [prefix = "", operation = ""] = target.split(".");
  const service = SERVICES[prefix];
  const run = service?.operations[operation];
  if (service === undefined || run === undefined) {
    return {
      status: 400,
      content: { __type: "UnknownOperationException", message: `no stub for ${target}` },
    };
  }
  const name = `${service.name}:${operation}`;
  const input = JSON.parse(body) as Wire;
  meter.call(name);
  await steps.join({ operation: name, items: itemsOf(input) });
  return { status: 200, content: await run(input) };
}

/** The entries of a request that takes several, in whatever member they are. */
const itemsOf = ({ TransactItems, Statements, Entries, RequestItems }: Wire): number => {
  const lists = [TransactItems, Statements, Entries, ...Object.values(RequestItems ?? {})];
  const [list] = lists
    .map((each) => (each as { Keys?: unknown } | undefined)?.Keys ?? each)
    .filter(Array.isArray);
  return list?.length ?? 1;
};

const certificate = selfSigned();
const server = createServer(
  { ...certificate, keepAlive: true, keepAliveTimeout: 60_000 },
  (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", async () => {
      const target = String(request.headers["x-amz-target"]);
      const { status, content } = await answer(target, Buffer.concat(chunks).toString());
      const text = JSON.stringify(content);
      response.writeHead(status, {
        "content-type": "application/x-amz-json-1.0",
        "content-length": Buffer.byteLength(text),
      });
      response.end(text);
    });
  },
);

process.on("message", (message: ToStub) => {
  switch (message.type) {
    case "take":
      tell({ type: "taken", usage: meter.take(), stream: dynamodb.takeStream(), steps: steps.take() });
      break;
    case "seed":
      dynamodb.seed(message.item);
      break;
    case "import":
      imported.clear();
      isImporting = message.on;
      break;
    case "list":
      dynamodb.list(message.on);
      break;
    case "step":
      steps.turn(message.on);
      break;
    case "hold":
      held = message.on;
      break;
    case "delivered":
      deliveries.get(message.ticket)?.();
      deliveries.delete(message.ticket);
      break;
  }
});
process.on("disconnect", () => process.exit());

server.listen(0, "localhost", () => {
  const { port } = server.address() as AddressInfo;
  tell({ type: "ready", endpoint: `https://localhost:${port}`, cert: certificate.cert });
});
