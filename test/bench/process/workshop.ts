import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bundle, bundle, type Style } from "./bundle.ts";
import { type Host, startHost } from "./start-host.ts";

const here = (file: string): string => join(import.meta.dirname, file);

/** A bundle on disk. */
export interface Built extends Bundle {
  readonly file: string;
}

export interface Workshop {
  /** Bundles an entry point, once per style. */
  build(entry: string, style: Style): Promise<Built>;
  /** Starts a warm process with that bundle. */
  host(built: Built, environment: NodeJS.ProcessEnv): Promise<Host>;
  /** The script that measures a first call. */
  readonly firstCall: string;
  close(): Promise<void>;
}

/** Makes a directory for bundles and the processes that run them. `close` stops and removes them all. */
export async function openWorkshop(): Promise<Workshop> {
  const directory = await mkdtemp(join(tmpdir(), "keyferry-bench-"));
  const built = new Map<string, Promise<Built>>();
  const hosts: Host[] = [];

  const make = async (entry: string, style: Style, name: string): Promise<Built> => {
    const made = await bundle(entry, style);
    const file = join(directory, `${name}.mjs`);
    await writeFile(file, made.code);
    return { ...made, file };
  };
  const hostScript = await make(here("host.ts"), "deployed", "host");
  const firstCall = await make(here("first-call.ts"), "deployed", "first-call");

  return {
    build(entry, style) {
      const name = `${style} ${entry}`;
      const known = built.get(name) ?? make(entry, style, `bundle-${built.size}`);
      built.set(name, known);
      return known;
    },
    async host({ file }, environment) {
      const host = await startHost(hostScript.file, file, environment);
      hosts.push(host);
      return host;
    },
    firstCall: firstCall.file,
    async close() {
      await Promise.all(hosts.map((host) => host.stop()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}
