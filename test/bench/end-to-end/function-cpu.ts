import { readdir, readFile } from "node:fs/promises";

export interface FunctionWatch {
  /** CPU milliseconds since the watch began, by function. */
  stop(): Promise<Readonly<Record<string, number>>>;
}

/** Linux counts processor time in hundredths of a second (`getconf CLK_TCK`). */
const MS_PER_TICK = 10;
/** The emulator ends idle processes, so that they have to be looked at while they run. */
const LOOK_EVERY_MS = 1_000;

interface Seen {
  readonly name: string;
  readonly ms: number;
}

/** Watches the processor time of the functions that an emulator at this endpoint runs, as /proc has it. */
export function watchFunctions(endpoint: string): FunctionWatch {
  const last = new Map<string, Seen>();
  const first = lookAt(endpoint);
  const look = async (): Promise<void> => {
    for (const [process, seen] of await lookAt(endpoint)) last.set(process, seen);
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await look();
      const before = await first;
      const sums: Record<string, number> = {};
      for (const [process, { name, ms }] of last) {
        const since = ms - (before.get(process)?.ms ?? 0);
        if (since > 0) sums[name] = (sums[name] ?? 0) + since;
      }
      return sums;
    },
  };
}

/** The processes of functions, by process id and start. Elsewhere than on Linux there are none. */
async function lookAt(endpoint: string): Promise<Map<string, Seen>> {
  const seen = new Map<string, Seen>();
  for (const id of await readdir("/proc").catch(() => [])) {
    if (!/^\d+$/.test(id)) continue;
    const [environment, stat] = await Promise.all(
      ["environ", "stat"].map((file) => readFile(`/proc/${id}/${file}`, "utf8").catch(() => "")),
    );
    const variables = environment?.split("\0") ?? [];
    const name = variables.find((text) => text.startsWith(NAME))?.slice(NAME.length);
    if (name === undefined || !variables.some((text) => text.includes(new URL(endpoint).port))) continue;
    // After the name in brackets: utime and stime are the 14th and 15th field, the start is the 22nd.
    const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
    const ticks = Number(fields[11]) + Number(fields[12]);
    seen.set(`${id}/${fields[19]}`, { name: nameOf(name), ms: ticks * MS_PER_TICK });
  }
  return seen;
}

const NAME = "AWS_LAMBDA_FUNCTION_NAME=";

/** `keyferry-dev-WorkerFunctionLambdaA1DE642C-1928FE9B8655` → `worker` */
const nameOf = (name: string): string =>
  /Archiver|Auditor|Worker|Relay|Webhook|Api/.exec(name)?.[0].toLowerCase() ?? name;
