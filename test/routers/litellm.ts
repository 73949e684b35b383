import { once } from "node:events";
import { cp, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PROJECT } from "../../infra/local/deploy.ts";
import { preparePython } from "../../infra/local/python-environment.ts";
import { freePort } from "./node-routers.ts";
import type { Platform } from "./platform.ts";
import { answering, chat, type Router, startProgram } from "./router.ts";

/** The example of LiteLLM: its proxy, and the resolver's agent beside it. */
export async function startLiteLlm(platform: Platform): Promise<Router> {
  const python = await preparePython({
    directory: join(PROJECT, ".local", "litellm"),
    requirements: join(PROJECT, "examples/litellm/requirements.txt"),
  });
  const cwd = join(platform.directory, "litellm");
  await cp(join(PROJECT, "examples/litellm"), cwd, { recursive: true });
  const agent = await startAgent(platform, cwd);
  const port = await freePort();
  const proxy = startProgram({
    command: join(python, "../litellm"),
    args: ["--config", "config.yaml", "--port", String(port), "--host", "127.0.0.1"],
    cwd,
    environment: {
      ...platform.environment,
      PATH: process.env.PATH,
      HOME: cwd,
      PYTHONPATH: ".",
      LITELLM_LOCAL_MODEL_COST_MAP: "True",
      LITELLM_MASTER_KEY: "sk-master-of-the-test",
      KEYFERRY_AGENT_TOKEN_FILE: join(cwd, "token"),
      KEYFERRY_AGENT_URL: agent.url,
    },
    log: join(platform.directory, "litellm.log"),
  });
  await answering(`http://127.0.0.1:${port}/health/liveliness`, 120);
  return {
    name: "LiteLLM 1.105.5, by the agent",
    async ask({ apiKey }, name) {
      const response = await fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
        body: chat(name),
      });
      await response.text();
      return response.status;
    },
    async close() {
      await proxy.stop();
      await agent.stop();
    },
  };
}

/** `keyferry resolver` in a folder where it finds the deployment, as beside `npm start`. */
async function startAgent({ deployment, directory }: Platform, cwd: string) {
  await mkdir(join(cwd, ".local"), { recursive: true });
  await writeFile(join(cwd, ".local/outputs.json"), JSON.stringify(deployment));
  const agent = startProgram({
    command: process.execPath,
    args: [
      join(PROJECT, "cli/main.ts"),
      "--json",
      "resolver",
      "--port",
      "0",
      "--token-file",
      join(cwd, "token"),
    ],
    cwd,
    environment: { PATH: process.env.PATH, HOME: cwd },
    log: join(directory, "agent.log"),
  });
  const [line] = await once(agent.child.stdout as NodeJS.ReadableStream, "data");
  return { url: JSON.parse(String(line)).address as string, stop: agent.stop };
}
