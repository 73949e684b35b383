import { OpenRouter } from "@openrouter/sdk";
import { HTTPClient } from "@openrouter/sdk/lib/http";
import { forEachConcurrently } from "../../../shared/kernel/for-each-concurrently.ts";
import { preparePythonSdk, runPython } from "../../support/clients/python-sdk.ts";
import { random } from "../../support/data/synthetic-keys.ts";
import type { Api } from "../../support/emulator/connect.ts";

/** Who sends the creates, and with what. */
export interface Target {
  readonly url: string;
  readonly token: string;
  readonly api: Api;
}

export interface Outcome {
  /** The id of the record that the client returned. */
  readonly id?: string;
  /** The class of what it threw. */
  readonly thrown?: string;
  readonly ms: number;
}

/** What a client with its defaults made of many creates at once. */
export interface Burst {
  readonly outcomes: readonly Outcome[];
  /** How often it met each status, and each way in which a request can fail without one. */
  readonly met: Readonly<Record<string, number>>;
  readonly seconds: number;
}

/** A program that creates so many credentials, so many of them at a time. */
export type BurstClient = (target: Target, creates: number, parallel: number) => Promise<Burst>;

let keys = 0;
const newKey = (): string => `gsk_${random(LETTERS, 52, Date.now() + keys++)}`;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Why a request is to be repeated: its command is queued, none was queued, or the gateway answered by itself. */
async function describe503(response: Response): Promise<string> {
  const { error } = (await response.json().catch(() => ({}))) as { error?: { metadata?: { id?: string } } };
  if (error === undefined) return "503 of the gateway";
  return error.metadata?.id === undefined ? "503 not queued" : "503 queued";
}

/** The TypeScript client as it comes; only the function that fetches also counts. */
export const typescriptBurst: BurstClient = async ({ url, token }, creates, parallel) => {
  const met: Record<string, number> = {};
  const count = (what: string) => {
    met[what] = (met[what] ?? 0) + 1;
  };
  const fetcher = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    try {
      const response = await fetch(input, init);
      count(response.status === 503 ? await describe503(response.clone()) : String(response.status));
      return response;
    } catch (error) {
      count((error as Error).name);
      throw error;
    }
  };
  const { byok } = new OpenRouter({ serverURL: url, apiKey: token, httpClient: new HTTPClient({ fetcher }) });
  const outcomes: Outcome[] = [];
  const start = performance.now();
  await forEachConcurrently(Array.from({ length: creates }), parallel, async () => {
    const began = performance.now();
    const made = await byok
      .create({ createBYOKKeyRequest: { provider: "groq", key: newKey() } })
      .then(({ data }) => ({ id: data.id }))
      .catch((error: Error) => ({ thrown: error.name }));
    outcomes.push({ ...made, ms: performance.now() - began });
  });
  return { outcomes, met, seconds: (performance.now() - start) / 1000 };
};

/** The Python client as it comes, from threads. */
export const pythonBurst: BurstClient = async ({ url, token }, creates, parallel) => {
  const python = await preparePythonSdk("newest");
  const [burst] = await runPython<Burst>(python, ["burst.py", String(creates), String(parallel)], {
    KEYFERRY_URL: url,
    KEYFERRY_MANAGEMENT_KEY: token,
  });
  if (burst === undefined) throw new Error("burst.py printed nothing");
  return burst;
};
