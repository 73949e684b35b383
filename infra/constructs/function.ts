import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { type IGrantable, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Function as Lambda, LoggingFormat, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { functionCode } from "../bundling/bundled-code.ts";

export interface FunctionProps {
  /** The folder under `functions/` whose `handler.ts` the function runs. */
  readonly name: string;
  readonly description: string;
  /** In seconds. */
  readonly timeout: number;
  /** In MiB; Lambda scales CPU with it. */
  readonly memory: number;
  /** Executions that no other function of the account can take, and the most that this one gets. Null: none. Default: none. */
  readonly reservedConcurrency?: number | null;
  readonly logRetentionDays: number;
  /** Give it the function's environment type, so that a renamed variable does not compile. */
  readonly environment: Readonly<Record<string, string>>;
}

/** One folder under `functions/` as one Lambda function, with one role that has only explicitly granted rights. */
export class FunctionConstruct extends Construct implements IGrantable {
  readonly role: Role;
  readonly grantPrincipal: Role;
  readonly lambda: Lambda;
  readonly logGroupName: string;

  constructor(scope: Construct, id: string, props: FunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, "Logs", {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.logGroupName = logGroup.logGroupName;
    this.role = new Role(this, "Role", {
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      description: `keyferry ${props.name}`,
    });
    this.grantPrincipal = this.role;
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [logGroup.logGroupArn],
      }),
    );
    this.lambda = new Lambda(this, "Lambda", {
      code: functionCode(props.name),
      handler: "index.handler",
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memory,
      timeout: Duration.seconds(props.timeout),
      ...(props.reservedConcurrency && { reservedConcurrentExecutions: props.reservedConcurrency }),
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.TEXT,
      environment: props.environment,
    });
  }
}
