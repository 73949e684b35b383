import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { omitUnsupportedByEmulator } from "./emulator-omissions.ts";
import { KeyferryStack } from "./stack.ts";
import { stageOptions } from "./stages.ts";

const app = new App();
const stage = String(app.node.getContext("stage"));
const stack = new KeyferryStack(app, `keyferry-${stage}`, stageOptions(stage));

if (app.node.getContext("target") === "emulator") omitUnsupportedByEmulator(stack);
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
