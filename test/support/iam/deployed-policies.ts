import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CloudFormationClient, DescribeStackResourcesCommand } from "@aws-sdk/client-cloudformation";
import { clientConfig, EMULATOR_ACCOUNT, EMULATOR_REGION } from "../../../infra/local/aws-environment.ts";
import { LOCAL_STACK } from "../../../shared/operations/local-outputs.ts";
import { namesOf, readable, type Stackful } from "../template/readable.ts";
import { type Policies, policiesOf } from "./policies.ts";

/** The policies of the template that an emulator deployed, with the ARNs that it gave the resources. */
export async function deployedPolicies(
  endpoint: string,
  directory: string,
): Promise<{ readonly stack: Stackful; readonly policies: Policies }> {
  const file = join(directory, "cdk.out", `${LOCAL_STACK}.template.json`);
  const template = JSON.parse(await readFile(file, "utf8"));
  const stack = readable(template);
  const client = new CloudFormationClient(clientConfig(endpoint));
  const { StackResources = [] } = await client.send(
    new DescribeStackResourcesCommand({ StackName: LOCAL_STACK }),
  );
  const names = namesOf(template);
  const ids = new Map(
    StackResources.map(({ LogicalResourceId = "", PhysicalResourceId = "" }) => [
      names.get(LogicalResourceId),
      PhysicalResourceId,
    ]),
  );
  const physicalId = (name: string): string => {
    const id = ids.get(name);
    if (id === undefined) throw new Error(`${name} was not deployed`);
    return id;
  };
  const place = { account: EMULATOR_ACCOUNT, region: EMULATOR_REGION, stack: LOCAL_STACK, physicalId };
  return { stack, policies: policiesOf(stack, place) };
}
