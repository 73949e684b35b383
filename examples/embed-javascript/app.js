import { App, CfnOutput, Stack } from "aws-cdk-lib";
import { AuditLock, Keyferry } from "keyferry/cdk";

const stack = new Stack(new App(), "byok");
const keyferry = new Keyferry(stack, "Keyferry", { retainData: false, auditLock: AuditLock.NONE });
new CfnOutput(stack, "ByokUrl", { value: keyferry.apiUrl });
