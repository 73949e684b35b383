import type { KeyferryOptions } from "../stages.ts";

/** Where a stage was deployed to, as far as the commands that follow must be told. */
export interface DeployedTo {
  readonly target: "aws" | "emulator";
  /** As `--profile` named it. */
  readonly profile?: string | undefined;
  /** As `--region` named it. */
  readonly region?: string | undefined;
}

const REHEARSAL = `
This is an emulator, so it was a rehearsal: its API does not answer at the output ApiUrl, and some settings of the table are not
taken. "doctor" calls api and table critical here, and not on AWS. Try the commands of the API on the stack of npm start.

`;

/** What remains to do after a deployment, ready to paste into a shell. */
export function afterDeploy(
  stage: string,
  { alarmEmails, alarmTopics }: KeyferryOptions,
  { target, profile, region }: DeployedTo,
): string {
  const stack = `keyferry-${stage}`;
  const keyferry = [
    ...(profile === undefined ? [] : [`AWS_PROFILE=${profile}`]),
    `npx keyferry --stack ${stack}`,
    ...(region === undefined ? [] : [`--region ${region}`]),
  ].join(" ");
  const unheard = alarmEmails.length + alarmTopics.length === 0;
  return `
${stack} is deployed.${target === "emulator" ? REHEARSAL : " "}Next:

  ${keyferry} keys create --name first --all    # a management key: shown once, stored nowhere
  ${keyferry} doctor                            # check the deployment
  ${keyferry} audit public-key > ${stack}-audit.pem   # keep it where this account cannot change it

${
  unheard
    ? "The alarms have no recipient yet: set alarmEmails or alarmTopics of this stage in infra/stages.ts."
    : `Confirm the alarms' e-mail subscriptions, if there are any: AWS has sent a link. Then see one alarm arrive:

  aws cloudwatch set-alarm-state --alarm-name ${stack}-api-5xx --state-value ALARM --state-reason "a drill"`
}
docs/deploy.md describes every step, docs/runbook.md what to do when an alarm rings.
`;
}
