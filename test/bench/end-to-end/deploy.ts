import { readFile, rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { cdk, PROJECT } from "../../../infra/local/deploy.ts";
import { type LocalAws, startLocalAws } from "../../../infra/local/local-aws.ts";
import { mintLocalKey } from "../../../infra/local/mint-local-key.ts";
import type { Progress } from "../../../infra/local/progress.ts";
import { deployLocally } from "../../../infra/local/run-locally.ts";
import type { LocalOutputs } from "../../../shared/operations/local-outputs.ts";
import { openMeetingPoint } from "./meeting-point.ts";

export interface Stage {
  readonly deployment: LocalOutputs;
  /** The bare pipeline's address. */
  readonly bareUrl: string;
  close(): Promise<void>;
}

/** Starts a separate emulator and deploys keyferry and the bare two-hop pipeline to it. */
export async function openStage(progress: Progress): Promise<Stage> {
  const local = join(PROJECT, ".local");
  const directory = join(local, `bench-${process.pid}`);
  const aws = await startLocalAws({
    directory,
    pythonDirectory: join(local, "python"),
    fresh: true,
    largeImports: true,
    progress,
  });
  const meetingPoint = await openMeetingPoint();
  const close = async () => {
    meetingPoint.close();
    await aws.stop();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const deployment = await deployLocally({ aws, directory, mint: mintLocalKey, progress });
    const bareUrl = await progress("CDK deploy of a bare pipeline", () =>
      deployBare(aws, directory, meetingPoint.url),
    );
    return { deployment, bareUrl, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function deployBare(aws: LocalAws, directory: string, meetingPoint: string): Promise<string> {
  const outputs = join(directory, "bare-outputs.json");
  const app = `node ${relative(PROJECT, join(import.meta.dirname, "bare/app.ts"))}`;
  const args = ["deploy", "bare", "--app", app, "--require-approval", "never", "--method", "direct"];
  args.push("--context", `meeting-point=${meetingPoint}`, "--outputs-file", outputs);
  args.push("--output", join(directory, "bare.out"));
  await cdk(args, { cwd: PROJECT, aws, directory });
  const { bare } = JSON.parse(await readFile(outputs, "utf8")) as { bare: { ApiId: string } };
  return `${aws.endpoint}/_aws/execute-api/${bare.ApiId}`;
}
