import { join } from "node:path";
import { Command } from "commander";
import { UsageError } from "../failure.ts";
import { interruptSignal } from "../interrupt.ts";
import { note, say } from "../output.ts";
import { startRun } from "../run.ts";
import { stateHome } from "../state-files.ts";

interface Flags {
  readonly socket?: string;
  readonly port?: number;
  readonly tokenFile?: string;
}

const DEFAULT_PORT = 7373;

const HELP = `
Answers on 127.0.0.1 or a unix socket, for routers that are not written in JavaScript: POST /v1/resolve, POST /v1/report and
GET /healthz, as docs/resolver-openapi.json describes them. It runs under your router's AWS credentials, which need the
rights of grantResolve. Clients show the token of the file in the header x-keyferry-token. Ctrl-C ends it in order.

Examples:
  $ keyferry resolver --stack keyferry-prod --socket /run/keyferry/resolver.sock
  $ keyferry resolver --stack keyferry-prod --port 7373 --token-file /run/keyferry/token
`;

export const resolverCommand = () =>
  new Command("resolver")
    .description("serve stored keys to a router on this machine, with AWS credentials that may open them")
    .option("--socket <path>", "listen on this unix socket")
    .option("--port <number>", `listen on this port of 127.0.0.1 (default: ${DEFAULT_PORT})`, portOf)
    .option("--token-file <file>", "the token that clients show; it is made if the file is not there")
    .addHelpText("after", HELP)
    .action(async ({ socket, port, tokenFile }: Flags, command: Command) => {
      if (socket !== undefined && port !== undefined) {
        throw new UsageError("--socket and --port do not go together");
      }
      const { settings } = await startRun(command);
      const { serveResolver } = await import("../resolver-agent/serve-resolver.ts");
      const place = socket === undefined ? { port: port ?? DEFAULT_PORT } : { socket };
      const file = tokenFile ?? join(stateHome(process.env), "resolver-token");
      const address = await serveResolver(
        { settings, place, tokenFile: file, until: interruptSignal() },
        (there) => {
          if (settings.json) say(JSON.stringify({ address: there, token_file: file }));
          else note(`keyferry: the resolver answers at ${there}; clients show the token in ${file}`);
        },
      );
      if (!settings.json) note(`keyferry: the resolver at ${address} has ended`);
    });

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new UsageError("--port takes a number from 0 to 65535");
  return port;
}
