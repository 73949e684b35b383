import { describe, expect, it } from "vitest";
import { type DeployPlan, type DeployPorts, deployStage } from "../../../../infra/deploy/deploy-stage.ts";
import { STAGES, stageOptions } from "../../../../infra/stages.ts";

interface World {
  readonly status?: string;
  readonly available?: number | null;
  /** The status of the stack after the CDK has run. */
  readonly becomes?: string;
  /** The exit statuses of the CDK, one after the other. Default: 0. */
  readonly exits?: readonly number[];
  readonly plan?: Partial<DeployPlan>;
}

/** Deploys into a world, and tells everything that was done to it, in order. */
async function run({ status, available = 1_000, becomes = "CREATE_COMPLETE", exits = [], plan = {} }: World) {
  const done: string[] = [];
  const said: string[] = [];
  const left = [...exits];
  let now = status;
  const ports: DeployPorts = {
    async cdk([command = "", , ...args]) {
      const context = args.filter((_, index) => args[index - 1] === "--context");
      done.push([command, ...context.filter((entry) => !/^(stage|target)=/.test(entry))].join(" "));
      const exit = command === "deploy" ? (left.shift() ?? 0) : 0;
      if (command === "deploy" && exit === 0) now = becomes;
      return exit;
    },
    stackStatus: async () => now,
    availableConcurrency: async () => available,
    async protectFromReplacement() {
      done.push("stack policy");
    },
    async signFirstDigest() {
      done.push("first digest");
    },
    say: (text) => said.push(text),
  };
  const stage = plan.stage ?? "prod";
  const exit = await deployStage(
    { stage, options: stageOptions(stage), target: "aws", yes: false, rest: [], outputsFile: "out", ...plan },
    ports,
  );
  return { exit, done, said: said.join("\n") };
}

describe("a first deployment", () => {
  it.each([undefined, "ROLLBACK_COMPLETE", "REVIEW_IN_PROGRESS"])(
    "a stack that is %s is created without protection, which is switched on once it has succeeded",
    async (status) => {
      expect(await run(status === undefined ? {} : { status })).toMatchObject({
        exit: 0,
        done: [
          "deploy lambdaConcurrency=1000 protectData=false",
          "first digest",
          "deploy lambdaConcurrency=1000",
          "stack policy",
        ],
      });
    },
  );

  it("a stack whose creation fails is left without protection, so that nothing is in the way of the next try", async () => {
    expect(await run({ exits: [1] })).toMatchObject({
      exit: 1,
      done: ["deploy lambdaConcurrency=1000 protectData=false"],
    });
  });

  it("a stack that was only prepared is not touched further", async () => {
    const { done } = await run({ becomes: "REVIEW_IN_PROGRESS", plan: { rest: ["--no-execute"] } });
    expect(done).toEqual(["deploy lambdaConcurrency=1000 protectData=false"]);
  });

  it("a stage that keeps nothing is deployed once, with its first digest", async () => {
    expect(await run({ plan: { stage: "dev" } })).toMatchObject({
      done: ["deploy lambdaConcurrency=1000", "first digest"],
    });
  });
});

it("an upgrade is protected before and after, and its digests go on by themselves", async () => {
  const world = { status: "UPDATE_COMPLETE", becomes: "UPDATE_COMPLETE" };
  expect(await run(world)).toMatchObject({
    exit: 0,
    done: ["stack policy", "deploy lambdaConcurrency=1000", "stack policy"],
  });
});

it("a deployment that does not ask shows what changes, under the same context", async () => {
  const { done } = await run({ status: "UPDATE_COMPLETE", plan: { yes: true } });
  expect(done[0]).toBe("diff lambdaConcurrency=1000");
});

it("an emulator is given no concurrency, no protection and no digest", async () => {
  const { done, said } = await run({ available: null, plan: { target: "emulator" } });
  expect(done).toEqual(["deploy"]);
  expect(said).toBe("");
});

describe("what a deployment says of the account", () => {
  it("a new account is told what it has, how the stage is limited, and what production needs", async () => {
    const { said } = await run({ status: "UPDATE_COMPLETE", available: 10 });
    expect(said).toContain("10 concurrent executions for this deployment, and the stage needs 214");
    expect(said).toMatch(/3 requests a second \(3 at once\), which wait for 1000 ms at most/);
    expect(said).toContain('"Concurrent executions"');
  });

  it("an account with enough is told what the worker has for itself", async () => {
    for (const [stage, reserved] of Object.entries({ dev: 10, prod: 56 })) {
      expect(STAGES).toHaveProperty(stage);
      const { said } = await run({ status: "UPDATE_COMPLETE", plan: { stage } });
      expect(said).toContain(`1000 concurrent executions for this deployment: ${reserved} are reserved`);
    }
  });
});
