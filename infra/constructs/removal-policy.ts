import { RemovalPolicy } from "aws-cdk-lib";

/**
 * What holds data or keys outlives its stack in a stage that retains its data, with one exception: CloudFormation takes
 * back what it has just created if the operation fails. Otherwise each failed first deployment would leave keys and a
 * bucket that cost money and hold nothing.
 */
export const removalPolicy = (retainData: boolean): RemovalPolicy =>
  retainData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
