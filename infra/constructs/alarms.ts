import { Duration } from "aws-cdk-lib";
import { MathExpression, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import {
  type AlarmSpec,
  dead,
  failing,
  notStarted,
  oldest,
  own,
  type Station,
  throttled,
  visible,
} from "./alarm-spec.ts";
import type { Api } from "./api.ts";
import type { AuditArchive } from "./audit-archive.ts";
import type { CommandQueue } from "./command-queue.ts";
import type { CredentialTable } from "./credential-table.ts";
import { afterwards } from "./event-alarms.ts";
import type { Relay } from "./relay.ts";
import { tableThrottles } from "./table-throttles.ts";
import type { WebDoor } from "./web-door.ts";
import type { WebhookDoor } from "./webhook-door.ts";
import type { Worker } from "./worker.ts";

/** The parts of the pipeline that the alarms watch. */
export interface Watched {
  readonly api: Api;
  readonly webhooks: WebhookDoor;
  readonly web: WebDoor;
  readonly commands: CommandQueue;
  readonly imports: CommandQueue;
  readonly uses: CommandQueue;
  readonly worker: Worker;
  readonly table: CredentialTable;
  readonly relay: Relay;
  readonly archive: AuditArchive;
}

const minutes = Duration.minutes;

/** The stations from left to right, in the order in which a key passes them. */
export const stations = (watched: Watched): readonly Station[] => [
  door(watched),
  queues(watched),
  worker(watched),
  afterwards(watched),
];

function door({ api, webhooks, web }: Watched): Station {
  const postponed = own("postponed_answers", api.function, minutes(5));
  const postponedByWeb = own("postponed_answers", web.function, minutes(5));
  const metric = (metricName: string, statistic: string) =>
    new Metric({
      namespace: "AWS/ApiGateway",
      metricName,
      statistic,
      dimensionsMap: { ApiId: api.id },
      period: minutes(5),
    });
  const errors: AlarmSpec = {
    name: "api-5xx",
    means: "Requests are answered with a server error.",
    // A caller that shall repeat its request gets 503, as no client library repeats anything else: that is no failure.
    metric: new MathExpression({
      expression: "FILL(answers, 0) - FILL(postponed, 0) - FILL(postponedByWeb, 0)",
      usingMetrics: { answers: metric("5xx", Stats.SUM), postponed, postponedByWeb },
      label: "5xx without postponed answers",
      period: minutes(5),
    }),
    atLeast: 5,
    periods: 1,
  };
  const latency: AlarmSpec = {
    name: "api-latency",
    means: "One request in twenty takes three seconds or more: callers are about to be told to repeat.",
    metric: metric("Latency", Stats.p(95)),
    atLeast: 3_000,
    periods: 3,
  };
  return {
    title: "1. The door",
    graphs: [
      {
        title: "Requests and errors",
        alarms: [errors],
        also: [metric("Count", Stats.SUM), metric("4xx", Stats.SUM), postponed, postponedByWeb],
      },
      { title: "Latency, p95", alarms: [latency], also: [metric("Latency", Stats.p(50))] },
      notStarted(
        // A caller waits for the answer: Lambda tries nothing again.
        throttled("api", api.function, 1, "Lambda refuses to start the API's function; callers get a 503."),
        throttled(
          "webhook",
          webhooks.function,
          1,
          "Lambda refuses to start the webhook door; senders get a 503.",
        ),
        throttled(
          "web",
          web.function,
          1,
          "Lambda refuses to start the door of intake links; their page does not load, or cannot send.",
        ),
      ),
    ],
  };
}

function queues({ commands, imports, uses }: Watched): Station {
  const done = imports.queue.metricNumberOfMessagesDeleted({ period: minutes(5) });
  const stuck: AlarmSpec = {
    name: "import-stuck",
    means: "Import rows wait, and none was carried out for a quarter of an hour.",
    metric: new MathExpression({
      expression: "IF(waiting > 0 AND FILL(done, 0) == 0, waiting, 0)",
      usingMetrics: { waiting: visible(imports.queue, 5), done },
      label: "waiting, and none done",
      period: minutes(5),
    }),
    atLeast: 1,
    periods: 3,
  };
  return {
    title: "2. The queues",
    graphs: [
      {
        title: "Age of the oldest message, in seconds",
        alarms: [
          oldest(
            "commands",
            commands.queue,
            300,
            "Changes made through the API take minutes to be carried out.",
          ),
          oldest("imports", imports.queue, 21_600, "An import takes longer than six hours."),
        ],
      },
      { title: "Imports: waiting, and none done", alarms: [stuck], also: [done as Metric] },
      {
        title: "Dead letters",
        alarms: [
          dead("commands", commands.deadLetters, "A change kept failing and is set aside; its caller waits."),
          dead("imports", imports.deadLetters, "An import's row kept failing and is set aside."),
          dead("uses", uses.deadLetters, "A report of a router could not be recorded and is set aside."),
        ],
      },
    ],
  };
}

function worker({ worker: { function: lambda }, table }: Watched): Station {
  return {
    title: "3. The worker",
    graphs: [
      {
        title: "Failed invocations",
        alarms: [
          failing(
            "worker",
            lambda,
            "The worker crashes or runs out of time; its messages are delivered again.",
          ),
        ],
        also: [lambda.lambda.metricInvocations({ period: minutes(5) })],
      },
      {
        title: "KMS: slow down",
        alarms: [
          {
            name: "kms-throttles",
            means: "KMS throttles the worker: the account's quota is used up.",
            metric: own("kms_throttles", lambda, minutes(5)),
            atLeast: 10,
            periods: 1,
          },
        ],
      },
      {
        title: "DynamoDB: slow down",
        alarms: [tableThrottles(table, "Read"), tableThrottles(table, "Write")],
      },
      notStarted(
        throttled("worker", lambda, 50, "Lambda refuses to start the worker; changes wait on their queues."),
      ),
    ],
  };
}
