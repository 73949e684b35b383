import type { KeyferryOptions } from "../stages.ts";

/** What remains to do after a deployment, ready to paste into a shell. */
export function afterDeploy(stage: string, { alarmEmails, alarmTopics }: KeyferryOptions): string {
  const stack = `keyferry-${stage}`;
  const keyferry = `npx keyferry --stack ${stack}`;
  const unheard = alarmEmails.length + alarmTopics.length === 0;
  return `
${stack} is deployed. Next:

  ${keyferry} keys create --name first --all    # a management key: shown once, stored nowhere
  ${keyferry} doctor                            # check the deployment
  ${keyferry} audit public-key > ${stack}-audit.pem   # keep it where this account cannot change it

${
  unheard
    ? "The alarms have no recipient yet: set alarmEmails or alarmTopics of this stage in infra/stages.ts."
    : "Confirm the alarms' e-mail subscriptions, if there are any: AWS has sent a link."
}
docs/deploy.md describes every step, docs/runbook.md what to do when an alarm rings.
`;
}
