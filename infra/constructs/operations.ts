import { ArnFormat, Duration, Stack } from "aws-cdk-lib";
import {
  Column,
  ComparisonOperator,
  type IWidget,
  LogQueryVisualizationType,
  LogQueryWidget,
  Row,
  TextWidget,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import {
  type CustomMetricWithAlarm,
  CustomMonitoring,
  DefaultDashboardFactory,
  type IAlarmActionStrategy,
  MonitoringFacade,
  multipleActions,
  notifySns,
} from "cdk-monitoring-constructs";
import { Construct } from "constructs";
import type { KeyferryOptions } from "../stages.ts";
import type { AlarmSpec, Station } from "./alarm-spec.ts";
import { stations, type Watched } from "./alarms.ts";

export interface OperationsProps extends KeyferryOptions {
  /** The name of the dashboard, and the prefix of each alarm's name, before a dash. */
  readonly name: string;
  readonly watched: Watched;
}

/** A quarter of a dashboard's 24 columns, because four stations are side by side. */
const COLUMN = 6;

/** The alarms, and one dashboard that shows them along the path of a key, from left to right. */
export class Operations extends Construct {
  private readonly props: OperationsProps;

  constructor(scope: Construct, id: string, props: OperationsProps) {
    super(scope, id);
    this.props = props;
    const { name, watched } = props;
    const facade = new MonitoringFacade(this, "Monitoring", {
      alarmFactoryDefaults: { alarmNamePrefix: name, actionsEnabled: true, action: this.action() },
      dashboardFactory: new DefaultDashboardFactory(this, "Dashboards", {
        dashboardNamePrefix: name,
        detailDashboardRange: Duration.hours(8),
      }),
    });
    const columns = stations(watched).map((station) => this.column(station, facade));
    facade.addWidget(new Row(...columns));
    facade.addWidget(this.troubles(watched));
  }

  private action(): IAlarmActionStrategy {
    const { alarmEmails, alarmTopics, name } = this.props;
    const topics = alarmTopics.map((arn, index) => Topic.fromTopicArn(this, `Topic${index}`, arn));
    if (alarmEmails.length > 0) {
      const topic = new Topic(this, "Alarms", { displayName: `${name} alarms`, enforceSSL: true });
      for (const address of alarmEmails) topic.addSubscription(new EmailSubscription(address));
      topic.addToResourcePolicy(this.publishing(topic));
      topics.push(topic);
    }
    return multipleActions(...topics.map((topic) => notifySns(topic, topic)));
  }

  /**
   * CloudWatch publishes as a service, with no rights in this account. A topic with a policy, such as one that asks for
   * TLS, has lost SNS's default policy, which would let it: without this statement, AWS delivers no alarm and says so
   * in the alarm's history alone.
   */
  private publishing(topic: Topic): PolicyStatement {
    const stack = Stack.of(this);
    const alarms = stack.formatArn({
      service: "cloudwatch",
      resource: "alarm",
      resourceName: `${this.props.name}-*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    return new PolicyStatement({
      sid: "AlarmsOfThisDeployment",
      principals: [new ServicePrincipal("cloudwatch.amazonaws.com")],
      actions: ["sns:Publish"],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { "aws:SourceAccount": stack.account },
        ArnLike: { "aws:SourceArn": alarms },
      },
    });
  }

  private column({ title, graphs }: Station, facade: MonitoringFacade): Column {
    const monitoring = new CustomMonitoring(facade, {
      humanReadableName: title,
      alarmFriendlyName: title,
      metricGroups: graphs.map((graph) => ({
        title: graph.title,
        graphWidgetWidth: COLUMN,
        metrics: [...graph.alarms.map((alarm) => this.withAlarm(alarm)), ...(graph.also ?? [])],
      })),
    });
    const widgets = (monitoring.widgets().at(-1) as Row).widgets as IWidget[];
    return new Column(new TextWidget({ markdown: `## ${title}`, width: COLUMN, height: 1 }), ...widgets);
  }

  private withAlarm(alarm: AlarmSpec): CustomMetricWithAlarm {
    const { name, runbookUrl } = this.props;
    const threshold = alarm.atLeast ?? alarm.below;
    if (threshold === undefined) throw new Error(`${alarm.name} has no threshold`);
    return {
      metric: alarm.metric,
      alarmFriendlyName: alarm.name,
      addAlarm: {
        Critical: {
          alarmNameOverride: `${name}-${alarm.name}`,
          alarmDescriptionOverride: alarm.means,
          runbookLink: `${runbookUrl}#${alarm.name}`,
          threshold,
          comparisonOperator:
            alarm.below === undefined
              ? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD
              : ComparisonOperator.LESS_THAN_THRESHOLD,
          datapointsToAlarm: alarm.periods,
          evaluationPeriods: alarm.periods,
          treatMissingDataOverride: alarm.silenceRings
            ? TreatMissingData.BREACHING
            : TreatMissingData.NOT_BREACHING,
        },
      },
    };
  }

  /** The latest warnings and errors of all functions, line by line. */
  private troubles({ api, webhooks, web, worker, relay, archive }: Watched): IWidget {
    const functions = [
      api.function,
      webhooks.function,
      web.function,
      worker.function,
      relay.function,
      archive.archiver,
      archive.auditor,
    ];
    return new LogQueryWidget({
      title: "Warnings and errors",
      width: 4 * COLUMN,
      height: 8,
      view: LogQueryVisualizationType.TABLE,
      logGroupNames: functions.map((of) => of.logGroupName),
      queryLines: [
        "fields @timestamp, service, code, reason, cause, request_id, command_id, credential_id",
        "filter level in ['warn', 'error']",
        "sort @timestamp desc",
        "limit 50",
      ],
    });
  }
}
